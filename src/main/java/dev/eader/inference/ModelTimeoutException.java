package dev.eader.inference;

import java.time.Duration;

/** A frame waited for its inference, or its inference ran, longer than {@code eader.inference.timeout}. */
public final class ModelTimeoutException extends ModelException {
    public ModelTimeoutException(Duration timeout) {
        super("No prediction within %d ms (eader.inference.timeout)".formatted(timeout.toMillis()));
    }
}
