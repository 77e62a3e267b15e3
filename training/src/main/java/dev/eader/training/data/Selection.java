package dev.eader.training.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which images of a dataset, and which of its classes.
 *
 * @param split name of the list of images, as {@code train}
 * @param list a file that names the images, one a line, instead of the split's own; null for the split's
 * @param classes to keep, in any order; empty for all
 */
public record Selection(String split, Path list, List<String> classes) {
    public Selection {
        classes = classes == null ? List.of() : List.copyOf(classes);
    }

    public static Selection split(String split) {
        return new Selection(split, null, List.of());
    }

    /** Whether images that show none of the classes are to be left out of training. */
    boolean narrows() {
        return !classes.isEmpty();
    }

    /** The classes that stay, in the order of the dataset. */
    List<String> among(List<String> known, Path source) {
        for (String name : classes) {
            if (!known.contains(name)) {
                throw new DatasetException(source + " has no class '" + name + "'; it has " + String.join(", ", known));
            }
        }
        Set<String> kept = Set.copyOf(classes);
        return narrows() ? known.stream().filter(kept::contains).toList() : List.copyOf(known);
    }
}
