package dev.eader.inference.model;

/** {@code eader.inference.device} names a device that is not available. */
public final class DeviceUnavailableException extends RuntimeException {
    public DeviceUnavailableException(DeviceChoice choice, String reason) {
        super("eader.inference.device=" + choice + " is not available: " + reason);
    }

    public DeviceUnavailableException(DeviceChoice choice, String reason, Throwable cause) {
        this(choice, reason);
        initCause(cause);
    }
}
