package dev.eader.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the values of a dataset's masks mean.
 *
 * @param names by value: {@code background} for 0, and the dataset's classes, also those that were not chosen
 * @param classes the chosen ones, in the order of the label vectors
 */
record MaskValues(TreeMap<Integer, String> names, List<String> classes) {
    private static final int VOID = 255;

    /**
     * Gives the names of a list to the values from 0.
     *
     * @param ofValues names by value; the first is the background's
     * @param source of the names
     * @throws DatasetException if a chosen class is no name of a value
     */
    static MaskValues of(List<String> ofValues, List<String> classes, Path source) {
        TreeMap<Integer, String> names = new TreeMap<>();
        for (int value = 0; value < ofValues.size(); value++) {
            names.put(value, ofValues.get(value));
        }
        return of(names, classes, source);
    }

    static MaskValues of(TreeMap<Integer, String> names, List<String> classes, Path source) {
        List<String> missing = new ArrayList<>(classes);
        missing.removeAll(names.tailMap(0, false).values());
        if (!missing.isEmpty()) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s has no mask value for the classes %s; the labels have the classes %s, masks %s",
                    source,
                    missing,
                    classes,
                    names));
        }
        return new MaskValues(names, List.copyOf(classes));
    }

    /**
     * Translates a mask.
     *
     * @return 0 background, c+1 the chosen class c, {@link Dataset#IGNORE} void and classes that were not chosen
     * @throws DatasetException listing the mask's values and the accepted ones, if a value is no class and not 255
     */
    byte[] translate(byte[] values, Path mask) {
        byte[] translated = new byte[256];
        boolean[] known = new boolean[256];
        names.forEach((value, name) -> {
            known[value] = true;
            int ours = classes.indexOf(name);
            translated[value] = value == 0 ? 0 : ours < 0 ? Dataset.IGNORE : (byte) (ours + 1);
        });
        known[VOID] = true;
        translated[VOID] = Dataset.IGNORE;
        byte[] truth = new byte[values.length];
        TreeSet<Integer> unknown = new TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            int value = values[i] & 255;
            if (!known[value]) {
                unknown.add(value);
            }
            truth[i] = translated[value];
        }
        if (!unknown.isEmpty()) {
            throw new DatasetException(String.format(
                            Locale.ROOT,
                            "%s has the values %s, which are no class; its values are %s, accepted are %s and",
                            mask,
                            unknown,
                            distinct(values),
                            names)
                    + " 255 for void");
        }
        return truth;
    }

    private static TreeSet<Integer> distinct(byte[] values) {
        TreeSet<Integer> distinct = new TreeSet<>();
        for (byte value : values) {
            distinct.add(value & 255);
        }
        return distinct;
    }
}
