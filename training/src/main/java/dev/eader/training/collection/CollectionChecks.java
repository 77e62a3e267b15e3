package dev.eader.training.collection;

import dev.eader.training.collection.CollectionReport.ClassCount;
import dev.eader.training.collection.CollectionReport.Count;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Checks whether a classifier can be trained on and measured with the pictures of a collection.
 *
 * @param errors that prevent a training
 * @param warnings that a training may ignore
 */
record CollectionChecks(List<String> errors, List<String> warnings) {
    /** Number of training pictures below which a class has too few. */
    static final int MIN_TRAIN = 10;
    /** Number of validation pictures below which a class has too few. */
    static final int MIN_VAL = 2;

    private static final int MIN_VALIDATION = 10;
    /** Labels are bytes, of which 0 is background and 255 undecided. */
    private static final int MAX_CLASSES = 254;

    /**
     * Checks a collection.
     *
     * @param photos all photos with a class, including duplicates
     * @param pictures distinct pictures with their splits
     */
    static CollectionChecks of(Collection<Photo> photos, List<Picture> pictures, List<ClassCount> classes, Count all) {
        CollectionChecks checks = new CollectionChecks(new ArrayList<>(), new ArrayList<>());
        if (classes.isEmpty()) {
            checks.error("none of the %d pictures has a class; label at least some of them", pictures.size());
        } else if (classes.size() > MAX_CLASSES) {
            checks.error("there are %d classes; at most %d are accepted", classes.size(), MAX_CLASSES);
        }
        for (ClassCount each : classes) {
            checks.checkClass(each, photos);
        }
        for (ClassCount each : classes) {
            if (each.train() == all.train() && all.train() > 0) {
                checks.error(
                        "every training picture shows %s: a classifier learns a class by comparison with pictures"
                                + " without it; add such pictures in the folder %s or with --background FOLDER",
                        each.name(), ClassFolders.BACKGROUND);
            }
        }
        if (all.val() < MIN_VALIDATION) {
            checks.warnings.add(String.format(
                    Locale.ROOT,
                    "validation has %d pictures; with fewer than %d, thresholds and measures are unreliable",
                    all.val(),
                    MIN_VALIDATION));
        }
        return checks;
    }

    private void checkClass(ClassCount counted, Collection<Photo> photos) {
        String name = counted.name();
        int distinct = counted.train() + counted.val();
        long found =
                photos.stream().filter(photo -> photo.labels().contains(name)).count();
        if (distinct == 1 && found > 1) {
            error("all %d pictures of the class %s are the same picture; add others of it", found, name);
        } else if (counted.train() == 0 || counted.val() == 0) {
            error(
                    "the class %s has %d training and %d validation pictures, but needs at least one of both; add"
                            + " pictures of it or remove the class",
                    name, counted.train(), counted.val());
        } else if (counted.train() < MIN_TRAIN || counted.val() < MIN_VAL) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the class %s has %d training and %d validation pictures; fewer than %d and %d are too few",
                    name,
                    counted.train(),
                    counted.val(),
                    MIN_TRAIN,
                    MIN_VAL));
        }
    }

    private void error(String format, Object... values) {
        errors.add(String.format(Locale.ROOT, format, values));
    }
}
