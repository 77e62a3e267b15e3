package dev.eader.training.collection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Photos with the same bytes are one picture with the labels of all. A picture of the training pictures that is also a
 * validation picture stays in training only, because validation needs pictures that were not trained on.
 *
 * @param pictures one for each content, ordered by id
 * @param merged photos whose labels another photo has taken over, with the reason
 * @param dropped photos that another photo replaces, with the reason
 */
record Duplicates(List<Picture> pictures, List<Finding> merged, List<Finding> dropped) {

    /**
     * Merges photos.
     *
     * @param photos ordered by name
     * @param checked results by name; photos without a good result are left out
     */
    static Duplicates merge(Collection<Photo> photos, Map<String, CheckedPhoto> checked) {
        Map<String, List<Photo>> byContent = new TreeMap<>();
        for (Photo photo : photos) {
            CheckedPhoto result = checked.get(photo.name());
            if (result.isGood()) {
                byContent
                        .computeIfAbsent(result.sha256(), unknown -> new ArrayList<>())
                        .add(photo);
            }
        }
        List<Picture> pictures = new ArrayList<>();
        List<Finding> merged = new ArrayList<>();
        List<Finding> dropped = new ArrayList<>();
        byContent.forEach((sha256, same) -> {
            Photo kept = same.stream()
                    .filter(photo -> Photo.TRAIN.equals(photo.split()))
                    .findFirst()
                    .orElse(same.get(0));
            TreeSet<String> labels = new TreeSet<>();
            same.forEach(photo -> labels.addAll(photo.labels()));
            for (Photo photo : same) {
                if (isLeaked(photo, kept)) {
                    dropped.add(new Finding(photo.name(), same(kept) + " in the training pictures, so it is left out"));
                } else if (photo != kept && photo.labels().equals(kept.labels())) {
                    dropped.add(new Finding(photo.name(), same(kept)));
                } else if (photo != kept
                        && (photo.labels().isEmpty() || kept.labels().isEmpty())) {
                    String shown = ", and one of them is in the background; it is taken to show ";
                    dropped.add(new Finding(photo.name(), same(kept) + shown + String.join(", ", labels)));
                } else if (photo != kept) {
                    merged.add(new Finding(photo.name(), same(kept) + ", which has the labels of both"));
                }
            }
            CheckedPhoto result = checked.get(kept.name());
            String split = same.stream()
                    .map(Photo::split)
                    .filter(Objects::nonNull)
                    .min(String::compareTo)
                    .orElse(null);
            pictures.add(new Picture(result.id(), kept.name(), split, labels, sha256, result.isCopied()));
        });
        pictures.sort((a, b) -> a.id().compareTo(b.id()));
        dropped.sort((a, b) -> a.file().compareTo(b.file()));
        merged.sort((a, b) -> a.file().compareTo(b.file()));
        return new Duplicates(pictures, merged, dropped);
    }

    private static boolean isLeaked(Photo photo, Photo kept) {
        return Photo.VAL.equals(photo.split()) && Photo.TRAIN.equals(kept.split());
    }

    private static String same(Photo kept) {
        return "is the same picture as " + kept.name();
    }
}
