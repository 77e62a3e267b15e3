package dev.eader.inference;

import dev.eader.inference.model.ModelException;
import java.time.Duration;
import java.util.Locale;

/** An image had no prediction within {@code eader.inference.timeout}, counted from its submission. */
public final class ModelTimeoutException extends ModelException {
    public ModelTimeoutException(Duration timeout) {
        super(String.format(Locale.ROOT, "No prediction within %d ms (eader.inference.timeout)", timeout.toMillis()));
    }
}
