package dev.eader.inference;

/** An image waited for its batch until it was not worth its inference any more. */
public final class TooLateException extends RuntimeException {
    TooLateException() {
        super("the image waited too long for its batch");
    }
}
