package dev.eader.training.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Removes the prefixes that wrappers add to the names of a network's arrays, such as {@code module.} of DataParallel. */
final class WrapperNames {
    static final List<String> PREFIXES = List.of("module.", "_orig_mod.", "model.", "backbone.");

    private WrapperNames() {}

    /**
     * Returns the arrays under their names without prefixes.
     *
     * @throws IllegalArgumentException if two arrays have the same name without their prefixes; the message names both
     */
    static <T> Map<String, T> remove(Map<String, T> arrays) {
        Map<String, String> origins = new TreeMap<>();
        Map<String, T> plain = new TreeMap<>();
        arrays.forEach((name, array) -> {
            String bare = bare(name);
            String other = origins.put(bare, name);
            if (other != null) {
                throw new IllegalArgumentException("it has both '" + other + "' and '" + name
                        + "', which are the same array without the prefixes " + PREFIXES + "; remove one of them");
            }
            plain.put(bare, array);
        });
        return plain;
    }

    private static String bare(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return bare(name.substring(prefix.length()));
            }
        }
        return name;
    }
}
