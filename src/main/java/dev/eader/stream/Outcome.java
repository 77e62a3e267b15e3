package dev.eader.stream;

import dev.eader.v1.Segmentation;

/**
 * What became of one frame, ready to send.
 *
 * @param value the segmentation, serialised
 * @param trail how it came about
 */
public record Outcome(Segmentation segmentation, byte[] value, Trail trail) {
    static Outcome of(Segmentation segmentation, Trail trail) {
        return new Outcome(segmentation, segmentation.toByteArray(), trail);
    }

    boolean failed() {
        return segmentation.hasFailed();
    }
}
