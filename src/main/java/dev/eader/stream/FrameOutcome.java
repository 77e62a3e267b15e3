package dev.eader.stream;

import dev.eader.v1.Segmentation;

/**
 * What became of one frame, ready to send.
 *
 * @param value the segmentation, serialised
 * @param timeline how it came about
 */
public record FrameOutcome(Segmentation segmentation, byte[] value, FrameTimeline timeline) {
    static FrameOutcome of(Segmentation segmentation, FrameTimeline timeline) {
        return new FrameOutcome(segmentation, segmentation.toByteArray(), timeline);
    }

    boolean failed() {
        return segmentation.hasFailed();
    }
}
