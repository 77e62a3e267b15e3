package dev.eader.inference;

import java.util.Collection;

/** A frame asks for a model that is not served. */
public final class UnknownModelException extends ModelException {
    public UnknownModelException(String name, Collection<String> known) {
        super("No model '%s' is served; there are %s".formatted(name, known));
    }
}
