package dev.eader.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads single records where they stand, as of no consumer group, so that nobody else notices. */
final class RecordReader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Supplier<Consumer<byte[], byte[]>> consumers;

    RecordReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** The record at an offset; none where there is no such partition, or it is not kept any more. */
    Optional<ConsumerRecord<byte[], byte[]>> at(String topic, int partition, long offset) {
        var place = new TopicPartition(topic, partition);
        try (var consumer = consumers.get()) {
            if (!has(consumer, place)) {
                return Optional.empty();
            }
            return from(consumer, place, offset, record -> record.offset() >= offset)
                    .filter(record -> record.offset() == offset);
        }
    }

    /**
     * The first record of a partition, of those stamped at this time or later, that is the one.
     *
     * @param since in milliseconds
     */
    Optional<ConsumerRecord<byte[], byte[]>> since(
            String topic, int partition, long since, Predicate<ConsumerRecord<byte[], byte[]>> one) {
        var place = new TopicPartition(topic, partition);
        try (var consumer = consumers.get()) {
            if (!has(consumer, place)) {
                return Optional.empty();
            }
            var begin = consumer.offsetsForTimes(Map.of(place, since), PATIENCE).get(place);
            return begin == null ? Optional.empty() : from(consumer, place, begin.offset(), one);
        }
    }

    private static boolean has(Consumer<byte[], byte[]> consumer, TopicPartition place) {
        var there = consumer.partitionsFor(place.topic(), PATIENCE);
        return there != null && there.stream().anyMatch(each -> each.partition() == place.partition());
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> from(
            Consumer<byte[], byte[]> consumer,
            TopicPartition place,
            long offset,
            Predicate<ConsumerRecord<byte[], byte[]>> one) {
        consumer.assign(List.of(place));
        long end = consumer.endOffsets(List.of(place), PATIENCE).get(place);
        long begin = consumer.beginningOffsets(List.of(place), PATIENCE).get(place);
        consumer.seek(place, Math.max(begin, offset));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(place) < end && System.nanoTime() < deadline) {
            for (var record : consumer.poll(POLL)) {
                if (one.test(record)) {
                    return Optional.of(record);
                }
            }
        }
        return Optional.empty();
    }
}
