package dev.eader.image;

/** Signals an image that cannot be decoded. The message states what was found and what is accepted. No stack trace. */
public final class ImageException extends Exception {
    private final Reason reason;

    public ImageException(Reason reason, String message) {
        // A stack trace costs time for every bad image and only shows the decoder's own code.
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Machine-readable cause of the failure. */
    public enum Reason {
        /** The image has no bytes. */
        EMPTY,
        /** The bytes are not a JPEG, PNG or WebP file. */
        UNKNOWN_FORMAT,
        /** The file starts correctly but ends too early, or lacks scans. */
        TRUNCATED,
        /** The file is damaged in another way, or a raw image's size does not match its number of bytes. */
        CORRUPT,
        /** The header states more pixels than {@link ImageLimits} or the decoder allows. */
        TOO_MANY_PIXELS,
        /** The file has more bytes than {@link ImageLimits} allows. */
        TOO_MANY_BYTES
    }
}
