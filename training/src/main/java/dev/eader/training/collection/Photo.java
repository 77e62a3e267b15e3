package dev.eader.training.collection;

import java.nio.file.Path;
import java.util.Set;

/**
 * A file of a photo collection, not yet read.
 *
 * @param name unique name in the collection: the path relative to its folder, with slashes
 * @param split {@link #TRAIN} or {@link #VAL}; null if the collection gives none
 * @param labels names of the classes that the picture shows; empty for a background picture
 */
record Photo(String name, Path file, String split, Set<String> labels) {
    static final String TRAIN = "train";
    static final String VAL = "val";

    Photo {
        labels = Set.copyOf(labels);
    }
}
