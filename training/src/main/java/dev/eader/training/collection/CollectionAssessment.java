package dev.eader.training.collection;

import dev.eader.training.collection.CollectionReport.ClassCount;
import dev.eader.training.collection.CollectionReport.Count;
import dev.eader.training.collection.CollectionReport.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The distinct pictures of a collection with their splits, and what was found.
 *
 * @param pictures ordered by id
 * @param errors that prevent a training; empty if there are none
 */
public record CollectionAssessment(CollectionReport report, List<Picture> pictures, List<String> errors) {

    /** @param bad files that are left out */
    static CollectionAssessment of(
            PrepareSettings settings,
            Options options,
            PhotoCollection collection,
            Map<String, CheckedPhoto> checked,
            List<Finding> bad) {
        Duplicates merged = Duplicates.merge(collection.photos(), checked);
        List<Picture> pictures = new ArrayList<>();
        String split = split(merged.pictures(), settings, pictures);
        Set<String> names = new TreeSet<>();
        pictures.forEach(picture -> names.addAll(picture.labels()));
        List<ClassCount> classes = names.stream()
                .map(name -> {
                    Count count = count(pictures, picture -> picture.labels().contains(name));
                    return new ClassCount(name, count.train(), count.val());
                })
                .toList();
        Count all = count(pictures, picture -> true);
        List<Photo> good = collection.photos().stream()
                .filter(photo -> checked.get(photo.name()).isGood())
                .toList();
        CollectionChecks checks = CollectionChecks.of(good, pictures, classes, all);
        List<String> warnings = new ArrayList<>(collection.notes());
        warnings.addAll(checks.warnings());
        int copied = (int) pictures.stream().filter(Picture::isCopied).count();
        CollectionReport report = new CollectionReport(
                collection.form(),
                settings.images().toString(),
                split,
                options,
                all,
                count(pictures, picture -> picture.labels().isEmpty()),
                classes,
                copied,
                pictures.size() - copied,
                merged.merged(),
                merged.dropped(),
                bad,
                collection.ignored(),
                warnings);
        return new CollectionAssessment(report, List.copyOf(pictures), checks.errors());
    }

    /**
     * Adds the pictures with their splits to a list. A given split is used if it has training and validation pictures.
     *
     * @return description of the split
     */
    private static String split(List<Picture> merged, PrepareSettings settings, List<Picture> pictures) {
        Set<String> given =
                merged.stream().map(Picture::split).filter(Objects::nonNull).collect(Collectors.toSet());
        boolean isGiven = given.size() == 2;
        List<Picture> open = merged.stream()
                .filter(picture -> !isGiven || picture.split() == null)
                .toList();
        merged.stream().filter(picture -> isGiven && picture.split() != null).forEach(pictures::add);
        pictures.addAll(StratifiedSplit.of(open, settings.validation(), settings.seed()));
        pictures.sort((a, b) -> a.id().compareTo(b.id()));
        String made = String.format(
                Locale.ROOT, "stratified, validation share %s, seed %d", settings.validation(), settings.seed());
        if (isGiven) {
            return open.isEmpty() ? "given" : "given; of " + open.size() + " pictures without a split " + made;
        }
        return given.isEmpty()
                ? made
                : made + " (the given split has only " + given.iterator().next() + " pictures)";
    }

    private static Count count(List<Picture> pictures, Predicate<Picture> isCounted) {
        int train = 0;
        int val = 0;
        for (Picture picture : pictures) {
            if (isCounted.test(picture)) {
                train += picture.split().equals(Photo.TRAIN) ? 1 : 0;
                val += picture.split().equals(Photo.VAL) ? 1 : 0;
            }
        }
        return new Count(train, val);
    }
}
