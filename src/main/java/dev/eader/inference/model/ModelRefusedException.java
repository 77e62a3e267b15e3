package dev.eader.inference.model;

import java.util.List;
import java.util.Locale;

/** A file that is not served, because it breaks the model contract. */
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

    /** The file or resource that was refused. */
    public String file() {
        return file;
    }

    /** Everything that was found wrong with it, in words. */
    public List<String> violations() {
        return violations;
    }
}
