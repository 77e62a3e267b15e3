package dev.eader.inference;

/** An image waited for its batch until it was not worth its inference any more. */
public final class StaleImageException extends RuntimeException {
    StaleImageException() {
        super("the image waited too long for its batch");
    }
}
