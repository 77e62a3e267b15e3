package dev.eader.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Meaning of the values in the masks of a dataset.
 *
 * @param names class names by mask value, including classes that are not selected; 0 is {@code background}
 * @param classes selected classes, in the order of the label vectors
 */
record MaskValues(TreeMap<Integer, String> names, List<String> classes) {
    private static final int VOID = 255;

    /**
     * Creates the values from a list of names.
     *
     * @param namesByValue names of the values from 0; the first is background
     * @param source file of the names, for messages
     * @throws DatasetException if a selected class has no mask value
     */
    static MaskValues of(List<String> namesByValue, List<String> classes, Path source) {
        TreeMap<Integer, String> names = new TreeMap<>();
        for (int value = 0; value < namesByValue.size(); value++) {
            names.put(value, namesByValue.get(value));
        }
        return of(names, classes, source);
    }

    static MaskValues of(TreeMap<Integer, String> names, List<String> classes, Path source) {
        List<String> missing = new ArrayList<>(classes);
        missing.removeAll(names.tailMap(0, false).values());
        if (!missing.isEmpty()) {
            throw new DatasetException(source + " has no mask value for the classes " + missing
                    + "; the selected classes are " + classes + ", the mask values are " + names);
        }
        return new MaskValues(names, List.copyOf(classes));
    }

    /**
     * Converts mask values to labels.
     *
     * @return 0 for background, c+1 for the selected class c, {@link Dataset#IGNORE} for void and classes not selected
     * @throws DatasetException if a value is neither a class nor 255; the message lists found and accepted values
     */
    byte[] translate(byte[] values, Path mask) {
        byte[] translated = new byte[256];
        boolean[] known = new boolean[256];
        names.forEach((value, name) -> {
            known[value] = true;
            int index = classes.indexOf(name);
            translated[value] = value == 0 ? 0 : index < 0 ? Dataset.IGNORE : (byte) (index + 1);
        });
        known[VOID] = true;
        translated[VOID] = Dataset.IGNORE;
        byte[] truth = new byte[values.length];
        boolean[] present = new boolean[256];
        for (int i = 0; i < values.length; i++) {
            present[values[i] & 255] = true;
            truth[i] = translated[values[i] & 255];
        }
        List<Integer> found =
                IntStream.range(0, 256).filter(value -> present[value]).boxed().toList();
        List<Integer> unknown = found.stream().filter(value -> !known[value]).toList();
        if (!unknown.isEmpty()) {
            throw new DatasetException(mask + " has the values " + unknown + ", which are not classes; its values are "
                    + found + "; accepted are " + names + " and 255 for void");
        }
        return truth;
    }
}
