package dev.eader.inference;

import dev.eader.inference.model.ModelException;
import java.time.Duration;
import java.util.Locale;

/** A frame waited for its inference, or its inference ran, longer than {@code eader.inference.timeout}. */
public final class ModelTimeoutException extends ModelException {
    public ModelTimeoutException(Duration timeout) {
        super(String.format(Locale.ROOT, "No prediction within %d ms (eader.inference.timeout)", timeout.toMillis()));
    }
}
