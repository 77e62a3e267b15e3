package dev.eader.inference.model;

import java.util.Locale;

/** {@code eader.inference.device} forces a device that is not there. */
public final class DeviceUnavailableException extends RuntimeException {
    public DeviceUnavailableException(DeviceChoice choice, String reason) {
        super(String.format(Locale.ROOT, "eader.inference.device=%s cannot be had: %s", choice, reason));
    }

    public DeviceUnavailableException(DeviceChoice choice, String reason, Throwable cause) {
        this(choice, reason);
        initCause(cause);
    }
}
