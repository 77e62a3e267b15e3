package dev.eader.training.collection;

import java.util.Set;

/**
 * A distinct picture of a collection, after duplicates are merged.
 *
 * @param source name of its photo
 * @param split {@link Photo#TRAIN} or {@link Photo#VAL}; null before the split is made
 * @param sha256 of the photo
 */
record Picture(String id, String source, String split, Set<String> labels, String sha256, boolean isCopied) {
    Picture in(String newSplit) {
        return new Picture(id, source, newSplit, labels, sha256, isCopied);
    }
}
