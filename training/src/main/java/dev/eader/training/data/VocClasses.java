package dev.eader.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code voc-classes.txt}: the names of the mask values from 0, one per line. */
final class VocClasses {
    private static final String BACKGROUND = "background";
    private static final int MAX_NAMES = 255;

    private VocClasses() {}

    /**
     * Reads the names.
     *
     * @return names by mask value; the first is {@code background}
     * @throws DatasetException if the first name is not background, or a name is missing or repeated
     */
    static List<String> read(Path file) {
        List<String> names = new ArrayList<>();
        Set<String> known = new HashSet<>();
        List<String> lines = DataFiles.lines(file);
        for (int line = 1; line <= lines.size(); line++) {
            String name = lines.get(line - 1).strip();
            if (name.isEmpty() && lines.subList(line, lines.size()).stream().allMatch(String::isBlank)) {
                break;
            }
            if (name.isEmpty() || !known.add(name)) {
                throw new DatasetException(
                        file + ":" + line + " " + (name.isEmpty() ? "is blank" : "repeats the name '" + name + "'")
                                + "; each line must have the unique name of one mask value, from 0");
            }
            names.add(name);
        }
        if (names.isEmpty() || !names.get(0).equals(BACKGROUND)) {
            throw new DatasetException(
                    file + " must start with the line '" + BACKGROUND + "' (mask value 0), but its names are " + names);
        }
        if (names.size() > MAX_NAMES) {
            throw new DatasetException(file + " has " + names.size() + " names; at most " + MAX_NAMES
                    + " names are accepted, because mask value 255 is void");
        }
        return names;
    }
}
