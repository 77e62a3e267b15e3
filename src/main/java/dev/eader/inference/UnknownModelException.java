package dev.eader.inference;

import dev.eader.inference.model.ModelException;
import java.util.Collection;
import java.util.Locale;

/** A frame asks for a model that is not served. */
public final class UnknownModelException extends ModelException {
    public UnknownModelException(String name, Collection<String> known) {
        super(String.format(Locale.ROOT, "No model '%s' is served; there are %s", name, known));
    }
}
