package dev.eader.inference;

import java.util.List;

/** A file that is not served, because it breaks the model contract. */
public final class ModelRefusedException extends ModelException {
    private final String file;
    private final List<String> violations;

    public ModelRefusedException(String file, List<String> violations) {
        super("Model %s is refused:%n - %s".formatted(file, String.join(System.lineSeparator() + " - ", violations)));
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
