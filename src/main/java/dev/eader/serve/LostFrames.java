package dev.eader.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Counts frames that were deleted before they were read, by retention or by an operator. It is the one way in which a
 * frame has no outcome. The number is that of the deleted offsets, an upper bound: some may have been markers of
 * transactions, and a service that ends before its next commit counts the same offsets again. Thread-safe.
 */
@Singleton
class LostFrames {
    private static final Logger LOG = Logger.getLogger(LostFrames.class);

    private final Counter counter;

    LostFrames(MeterRegistry registry) {
        counter = Counter.builder("eader.frames.lost")
                .description("Frames deleted before they were read, at most; they have no outcome")
                .register(registry);
    }

    /**
     * @param positions next offset to read of each partition that has it no longer
     * @param starts first offset that each of these partitions still has
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
                        "%s ends before offset %d, which was to be read next: the topic was made again or truncated."
                                + " Reading continues at its first offset, %d.",
                        partition, position, start);
            }
        });
    }

    /** For the case that the broker does not give the first offsets. */
    void reportUnknown(Map<TopicPartition, Long> positions, RuntimeException cause) {
        LOG.warnf(
                cause,
                "Frames from the offsets %s on were deleted before they were read; how many is unknown",
                positions);
    }
}
