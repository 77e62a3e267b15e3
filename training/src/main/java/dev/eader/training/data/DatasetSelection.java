package dev.eader.training.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Selects images and classes of a dataset. {@code ids} take precedence over {@code list}, and {@code list} over {@code
 * split}.
 *
 * @param split name of a list of the dataset, such as {@code train}; may be null
 * @param list file with one image id per line; may be null
 * @param ids image ids; empty or null to use a list
 * @param classes names of the classes to keep, in any order; empty or null for all
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

    /** Returns a selection of the same images with these classes. */
    public DatasetSelection of(List<String> classes) {
        return new DatasetSelection(split, list, ids, classes);
    }

    /** Returns whether classes are selected; training then omits images that show none of them. */
    boolean hasClasses() {
        return !classes.isEmpty();
    }

    /** Returns the ids of this selection, or those of a list if it has none. */
    List<String> idsOr(Path list) {
        return ids.isEmpty() ? DataFiles.ids(list) : ids;
    }

    /**
     * Returns the selected classes in the order of the dataset.
     *
     * @param source file of the known classes, for messages
     * @throws DatasetException if a selected class is unknown
     */
    List<String> selectFrom(List<String> known, Path source) {
        for (String name : classes) {
            if (!known.contains(name)) {
                throw new DatasetException(source + " has no class '" + name + "'; it has " + String.join(", ", known));
            }
        }
        Set<String> kept = Set.copyOf(classes);
        return hasClasses() ? known.stream().filter(kept::contains).toList() : List.copyOf(known);
    }
}
