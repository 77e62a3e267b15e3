package dev.eader.stream;

/**
 * The time of a frame in one stage, by {@link System#nanoTime}.
 *
 * @param endNanos not before {@code startNanos}
 */
public record StageTime(FrameStage stage, long startNanos, long endNanos) {}
