package dev.eader.inference.model;

import java.util.List;
import java.util.Locale;

/** A model file cannot be read or breaks the model contract. */
public final class ModelRefusedException extends ModelException {
    private final String file;
    private final List<String> violations;

    public ModelRefusedException(String file, List<String> violations) {
        super(String.format(
                Locale.ROOT,
                "Model %s is refused:%n - %s",
                file,
                String.join(System.lineSeparator() + " - ", violations)));
        this.file = file;
        this.violations = List.copyOf(violations);
    }

    /** Name of the file or class path resource. */
    public String file() {
        return file;
    }

    /** All violations that were found, one sentence each. */
    public List<String> violations() {
        return violations;
    }
}
