/**
 * The way of a frame through the service: polled, submitted to the pipeline, joined by its stream thread, written. Start at
 * {@link dev.eader.stream.SegmentationTopology}, then {@link dev.eader.stream.LookAhead} and
 * {@link dev.eader.stream.FramePipeline}. Depends on {@code wire}, {@code fetch}, {@code deadletter}, {@code inference},
 * {@code image}, {@code observe} and {@code broker}.
 */
package dev.eader.stream;
