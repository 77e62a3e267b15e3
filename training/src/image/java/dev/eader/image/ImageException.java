package dev.eader.image;

/** A picture that cannot be used. The message says what was found and what is accepted. */
public final class ImageException extends Exception {
    private final Reason reason;

    public ImageException(Reason reason, String message) {
        // Bad pictures are an outcome, not a defect: at thousands a second nobody reads their stack traces.
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why, for programs. */
    public enum Reason {
        /** No bytes at all. */
        EMPTY,
        /** Neither JPEG, PNG nor WebP. */
        UNKNOWN_FORMAT,
        /** Begins well, but ends too early. */
        TRUNCATED,
        /** Broken otherwise, or a raw size that does not fit its bytes. */
        CORRUPT,
        /** More pixels than allowed, by its header. */
        TOO_MANY_PIXELS,
        /** More bytes than allowed. */
        TOO_MANY_BYTES
    }
}
