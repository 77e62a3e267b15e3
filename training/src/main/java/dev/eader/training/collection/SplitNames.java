package dev.eader.training.collection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of splits that folders and tables use. */
final class SplitNames {
    /** In order of preference: a collection with several of these uses the first. */
    private static final List<String> VALIDATION = List.of("val", "valid", "validation", "test");

    private final String validation;

    /** @param used names of all splits of the collection */
    SplitNames(Set<String> used) {
        Set<String> lower = new TreeSet<>();
        used.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        validation = VALIDATION.stream().filter(lower::contains).findFirst().orElse("");
    }

    /** Returns whether a name means training or validation pictures. */
    static boolean isSplit(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(Photo.TRAIN) || VALIDATION.contains(lower);
    }

    /** Returns {@link Photo#TRAIN}, {@link Photo#VAL}, or nothing for a split that is not used. */
    Optional<String> split(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(Photo.TRAIN)) {
            return Optional.of(Photo.TRAIN);
        }
        return lower.equals(validation) ? Optional.of(Photo.VAL) : Optional.empty();
    }

    /** Returns the reason why pictures of a split are not used. */
    String reason(String name) {
        return isSplit(name)
                ? "is of the split '" + name + "', which is not used, because '" + validation + "' exists"
                : "is of the split '" + name + "'; the splits train, val, valid, validation and test are used";
    }
}
