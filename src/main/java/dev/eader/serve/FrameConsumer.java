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
 * Consumer that reports frames deleted before they were read. It implements {@code auto.offset.reset=earliest} itself,
 * because the client resets its position without a notification; other policies are left to the client. Not thread-safe,
 * like every Kafka consumer.
 */
final class FrameConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final LostFrames lost;

    private FrameConsumer(Map<String, Object> settings, Deserializer<byte[]> values, LostFrames lost) {
        super(settings, new ByteArrayDeserializer(), values);
        this.lost = lost;
    }

    /**
     * @param settings consumer settings from Kafka Streams
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

    /** Logs its own failures, so that they do not end the stream thread. */
    private void report(Map<TopicPartition, Long> positions) {
        try {
            lost.report(positions, beginningOffsets(positions.keySet(), TIMEOUT));
        } catch (RuntimeException e) {
            lost.reportUnknown(positions, e);
        }
    }
}
