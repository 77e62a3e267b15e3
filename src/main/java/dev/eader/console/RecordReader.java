package dev.eader.console;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads single records where they stand, as of no consumer group, so that nobody else notices. Consumers are kept for the
 * next who asks: a list of previews asks many times at once, and to make one takes far longer than to read. Safe for use
 * by several threads.
 */
final class RecordReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);
    /** A browser asks for six things at once. */
    private static final int KEPT = 6;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(KEPT);
    private volatile boolean closed;

    RecordReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** The record at an offset; none where there is no such partition, or it is not kept any more. */
    Optional<ConsumerRecord<byte[], byte[]>> at(String topic, int partition, long offset) {
        var place = new TopicPartition(topic, partition);
        return with(place, consumer -> from(consumer, place, offset, record -> record.offset() >= offset)
                .filter(record -> record.offset() == offset));
    }

    /**
     * The first record of a partition, of those stamped at this time or later, that is the one.
     *
     * @param since in milliseconds
     */
    Optional<ConsumerRecord<byte[], byte[]>> since(
            String topic, int partition, long since, Predicate<ConsumerRecord<byte[], byte[]>> one) {
        var place = new TopicPartition(topic, partition);
        return with(place, consumer -> {
            var begin = consumer.offsetsForTimes(Map.of(place, since), PATIENCE).get(place);
            return begin == null ? Optional.empty() : from(consumer, place, begin.offset(), one);
        });
    }

    /** One that has failed is not kept. */
    private Optional<ConsumerRecord<byte[], byte[]>> with(
            TopicPartition place,
            Function<Consumer<byte[], byte[]>, Optional<ConsumerRecord<byte[], byte[]>>> reading) {
        var kept = idle.poll();
        var consumer = kept == null ? consumers.get() : kept;
        boolean well = false;
        try {
            if (!has(consumer, place)) {
                well = true;
                return Optional.empty();
            }
            // before all that asks after it: Kafka's consumer warns of answers about what it is not assigned
            consumer.assign(List.of(place));
            var found = reading.apply(consumer);
            well = true;
            return found;
        } finally {
            if (!well || closed || !idle.offer(consumer)) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
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
