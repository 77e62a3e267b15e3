package dev.eader.stream;

import dev.eader.v1.Segmentation;

/** What became of one frame, ready to send: {@code value} is {@code segmentation}, serialised. */
public record Outcome(Segmentation segmentation, byte[] value) {
    static Outcome of(Segmentation segmentation) {
        return new Outcome(segmentation, segmentation.toByteArray());
    }

    boolean failed() {
        return segmentation.hasFailed();
    }
}
