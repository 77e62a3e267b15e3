package dev.eader.inference;

/** An image became stale while it was queued, so it was not run. */
public final class StaleImageException extends RuntimeException {
    StaleImageException() {
        super("the image waited too long in the inference queue");
    }
}
