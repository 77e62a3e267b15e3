package dev.eader.serve;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Consumer of Kafka Streams that reports frames that were deleted before they were read. It resets its position to the
 * earliest offset itself: with {@code auto.offset.reset=earliest} the client does so without a sign. Any other reset
 * policy stays with the client. Not thread-safe, as every Kafka consumer.
 */
final class FrameConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LostFrames lost;

    private FrameConsumer(Map<String, Object> settings, Deserializer<byte[]> values, LostFrames lost) {
        super(settings, new ByteArrayDeserializer(), values);
        this.lost = lost;
    }

    /**
     * @param settings as Kafka Streams has them
     * @param values deserializer of the records' values
     */
    static KafkaConsumer<byte[], byte[]> of(
            Map<String, Object> settings, Deserializer<byte[]> values, LostFrames lost) {
        if (!"earliest".equals(settings.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG))) {
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values);
        }
        Map<String, Object> own = new HashMap<>(settings);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new FrameConsumer(own, values, lost);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return super.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            report(e.offsetOutOfRangePartitions());
            seekToBeginning(e.partitions());
        } catch (NoOffsetForPartitionException e) {
            seekToBeginning(e.partitions());
        }
        return ConsumerRecords.empty();
    }

    /** Cannot fail the stream: what goes wrong here is logged. */
    private void report(Map<TopicPartition, Long> positions) {
        try {
            lost.report(positions, beginningOffsets(positions.keySet(), PATIENCE));
        } catch (RuntimeException e) {
            lost.reportUnknown(positions, e);
        }
    }
}
