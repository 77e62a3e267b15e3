package dev.eader.stream;

import dev.eader.v1.Segmentation;

/**
 * The outcome of one frame.
 *
 * @param value the segmentation, serialized without framing
 * @param timeline times of the frame's stages
 */
public record FrameOutcome(Segmentation segmentation, byte[] value, FrameTimeline timeline) {
    static FrameOutcome of(Segmentation segmentation, FrameTimeline timeline) {
        return new FrameOutcome(segmentation, segmentation.toByteArray(), timeline);
    }

    boolean hasFailed() {
        return segmentation.hasFailed();
    }
}
