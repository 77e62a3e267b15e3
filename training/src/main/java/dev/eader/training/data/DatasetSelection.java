package dev.eader.training.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which images of a dataset, and which of its classes.
 *
 * @param split name of the list of images, as {@code train}
 * @param list a file that names the images, one a line, instead of the split's own; null for the split's
 * @param ids of the images themselves, instead of any list; empty for the list's
 * @param classes to keep, in any order; empty for all
 */
public record DatasetSelection(String split, Path list, List<String> ids, List<String> classes) {
    public DatasetSelection {
        ids = ids == null ? List.of() : List.copyOf(ids);
        classes = classes == null ? List.of() : List.copyOf(classes);
    }

    public static DatasetSelection split(String split) {
        return new DatasetSelection(split, null, List.of(), List.of());
    }

    public static DatasetSelection list(Path list) {
        return new DatasetSelection(null, list, List.of(), List.of());
    }

    public static DatasetSelection ids(List<String> ids) {
        return new DatasetSelection(null, null, ids, List.of());
    }

    /** The same images, of these classes. */
    public DatasetSelection of(List<String> classes) {
        return new DatasetSelection(split, list, ids, classes);
    }

    /** Whether images that show none of the classes are to be left out of training. */
    boolean narrows() {
        return !classes.isEmpty();
    }

    /** @param list of the split */
    List<String> idsOr(Path list) {
        return ids.isEmpty() ? DataFiles.ids(list) : ids;
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
