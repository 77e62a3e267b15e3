package dev.eader.console;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

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

    /**
     * Result of a search.
     *
     * @param found the record; empty when it was not found
     * @param complete false when the search ran out of time, so that the record may exist all the same
     */
    record Search(Optional<ConsumerRecord<byte[], byte[]>> found, boolean complete) {}

    RecordReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** The record at an offset; none where there is no such partition, or it is not kept any more. */
    Optional<ConsumerRecord<byte[], byte[]>> at(String topic, int partition, long offset) {
        var place = new TopicPartition(topic, partition);
        return with(consumer -> {
            if (!partitions(consumer, topic).contains(partition)) {
                return Optional.empty();
            }
            // assigned before it is asked for offsets: the consumer logs a warning about partitions that are not
            consumer.assign(List.of(place));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            return from(consumer, place, offset, deadline, record -> record.offset() >= offset)
                    .found()
                    .filter(record -> record.offset() == offset);
        });
    }

    /**
     * Searches all partitions of a topic for a record, for at most 5 s.
     *
     * @param keys possible keys of the record; the partitions that Kafka's default partitioner gives them are read first
     * @param since in milliseconds; records with earlier times are not read
     */
    Search search(String topic, List<byte[]> keys, long since, Predicate<ConsumerRecord<byte[], byte[]>> one) {
        return with(consumer -> {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (int partition : order(partitions(consumer, topic), keys)) {
                var place = new TopicPartition(topic, partition);
                consumer.assign(List.of(place));
                var begin =
                        consumer.offsetsForTimes(Map.of(place, since), PATIENCE).get(place);
                if (begin != null) {
                    var search = from(consumer, place, begin.offset(), deadline, one);
                    if (search.found().isPresent() || !search.complete()) {
                        return search;
                    }
                }
            }
            return new Search(Optional.empty(), true);
        });
    }

    private static Set<Integer> order(Set<Integer> all, List<byte[]> keys) {
        Set<Integer> order = new LinkedHashSet<>();
        keys.forEach(key -> order.add(Utils.toPositive(Utils.murmur2(key)) % Math.max(1, all.size())));
        order.retainAll(all);
        order.addAll(all);
        return order;
    }

    /** A consumer that has failed is not kept. */
    private <T> T with(Function<Consumer<byte[], byte[]>, T> reading) {
        var kept = idle.poll();
        var consumer = kept == null ? consumers.get() : kept;
        boolean well = false;
        try {
            T result = reading.apply(consumer);
            well = true;
            return result;
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

    private static Set<Integer> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        var there = consumer.partitionsFor(topic, PATIENCE);
        return there == null
                ? Set.of()
                : there.stream().map(PartitionInfo::partition).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Search from(
            Consumer<byte[], byte[]> consumer,
            TopicPartition place,
            long offset,
            long deadline,
            Predicate<ConsumerRecord<byte[], byte[]>> one) {
        long end = consumer.endOffsets(List.of(place), PATIENCE).get(place);
        long begin = consumer.beginningOffsets(List.of(place), PATIENCE).get(place);
        consumer.seek(place, Math.max(begin, offset));
        while (consumer.position(place) < end) {
            if (System.nanoTime() > deadline) {
                return new Search(Optional.empty(), false);
            }
            for (var record : consumer.poll(POLL)) {
                if (one.test(record)) {
                    return new Search(Optional.of(record), true);
                }
            }
        }
        return new Search(Optional.empty(), true);
    }
}
