package dev.eader.stream;

/**
 * When a frame was in a stage.
 *
 * @param startNanos by {@link System#nanoTime}
 * @param endNanos likewise, and not before the start
 */
public record StageTime(FrameStage stage, long startNanos, long endNanos) {}
