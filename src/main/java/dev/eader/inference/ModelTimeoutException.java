package dev.eader.inference;

import dev.eader.inference.model.ModelException;
import java.time.Duration;

/** An image had no prediction within {@code eader.inference.timeout}, counted from its submission. */
public final class ModelTimeoutException extends ModelException {
    public ModelTimeoutException(Duration timeout) {
        super("No prediction within " + timeout.toMillis() + " ms (eader.inference.timeout)");
    }
}
