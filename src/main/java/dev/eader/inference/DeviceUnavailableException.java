package dev.eader.inference;

/** {@code eader.inference.device} forces a device that is not there. */
public final class DeviceUnavailableException extends RuntimeException {
    public DeviceUnavailableException(DeviceChoice choice, String reason) {
        super("eader.inference.device=%s cannot be had: %s".formatted(choice, reason));
    }

    public DeviceUnavailableException(DeviceChoice choice, String reason, Throwable cause) {
        this(choice, reason);
        initCause(cause);
    }
}
