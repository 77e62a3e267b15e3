package dev.eader.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Counts frames that retention or an operator deleted before they were read: the only frames without an outcome. The count
 * is an upper bound, because it includes the offsets of transaction markers, and because a service that ends before its next
 * commit counts the same offsets again. Thread-safe.
 */
@Singleton
class LostFrames {
    private static final Logger LOG = Logger.getLogger(LostFrames.class);

    private final Counter counter;

    LostFrames(MeterRegistry registry) {
        counter = Counter.builder("eader.frames.lost")
                .description("Upper bound of the frames that were deleted before they were read and have no outcome")
                .register(registry);
    }

    /**
     * @param positions next offset to read of each partition where this offset no longer exists
     * @param starts first offset that exists in each of these partitions
     */
    void report(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> starts) {
        positions.forEach((partition, position) -> {
            long start = starts.getOrDefault(partition, position);
            if (start > position) {
                LOG.warnf(
                        "%d frames of %s were deleted before they were read (offsets %d to %d) and have no outcome."
                                + " Add instances, or keep frames longer (retention.ms, retention.bytes of the topic).",
                        start - position, partition, position, start - 1);
                counter.increment(start - position);
            } else {
                LOG.warnf(
                        "%s ends before offset %d, the next one to read: the topic was created again or truncated."
                                + " Reading continues at its first offset, %d.",
                        partition, position, start);
            }
        });
    }

    /** Logs deleted frames whose number is unknown, because the broker did not return the first offsets. */
    void reportUnknown(Map<TopicPartition, Long> positions, RuntimeException cause) {
        LOG.warnf(
                cause,
                "An unknown number of frames from offsets %s on were deleted before they were read and have no outcome",
                positions);
    }
}
