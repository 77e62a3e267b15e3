package dev.eader.inference;

import dev.eader.inference.model.ModelException;
import java.util.Collection;

/** A model was requested by a name under which no model is served. */
public final class UnknownModelException extends ModelException {
    public UnknownModelException(String name, Collection<String> known) {
        super("No model '" + name + "' is served; there are " + known);
    }
}
