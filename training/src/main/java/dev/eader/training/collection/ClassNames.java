package dev.eader.training.collection;

import dev.eader.training.data.DatasetException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Converts names of folders and categories to class names, which contain no white space. Not thread-safe. */
final class ClassNames {
    private final Path source;
    private final Map<String, String> originals = new TreeMap<>();

    /** @param source folder or file of the names, for messages */
    ClassNames(Path source) {
        this.source = source;
    }

    /**
     * Returns a name with an underscore for each run of white space.
     *
     * @throws DatasetException if the name is reserved, or two names become the same
     */
    String of(String original) {
        String name = FolderScan.normalized(original).strip().replaceAll("[\\s\\p{Cntrl}]+", "_");
        if (name.isEmpty() || name.equalsIgnoreCase("background")) {
            throw new DatasetException(source + " has the class '" + original + "', a name that is reserved; rename it,"
                    + " or name the folder " + ClassFolders.BACKGROUND + " if its pictures show no class");
        }
        String before = originals.putIfAbsent(name.toLowerCase(Locale.ROOT), original);
        if (before != null && !before.equals(original)) {
            throw new DatasetException(source + " has the classes '" + before + "' and '" + original
                    + "', which differ only in case or white space; give one of them another name");
        }
        return name;
    }
}
