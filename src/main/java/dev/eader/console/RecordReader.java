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
 * Reads single records without a consumer group, so that no other consumer is affected. Consumers are pooled, because a page
 * requests many previews at once and creating a consumer takes far longer than reading a record. Thread-safe.
 */
final class RecordReader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);
    /** Browsers send at most six requests at a time to one server. */
    private static final int MAX_IDLE = 6;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(MAX_IDLE);
    private volatile boolean closed;

    /**
     * Result of a search.
     *
     * @param found the record; empty if it was not found
     * @param complete whether all records were searched; false after a timeout, when the record may still exist
     */
    record Search(Optional<ConsumerRecord<byte[], byte[]>> found, boolean complete) {}

    /** @param consumers creates consumers without assignment */
    RecordReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** Reads the record at an offset. Empty if the partition does not exist or the record is deleted or not written yet. */
    Optional<ConsumerRecord<byte[], byte[]>> read(String topic, int partition, long offset) {
        var place = new TopicPartition(topic, partition);
        return withConsumer(consumer -> {
            if (!partitions(consumer, topic).contains(partition)) {
                return Optional.empty();
            }
            // assigned first: the consumer logs a warning when asked for offsets of unassigned partitions
            consumer.assign(List.of(place));
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            return scan(consumer, place, offset, deadline, record -> record.offset() >= offset)
                    .found()
                    .filter(record -> record.offset() == offset);
        });
    }

    /**
     * Searches all partitions of a topic for a record, for at most 5 s.
     *
     * @param keys possible keys of the record; the partitions of these keys under Kafka's default partitioner are read first
     * @param since timestamp in milliseconds; records with earlier timestamps are not read
     * @param matches whether a record is the wanted one
     */
    Search search(String topic, List<byte[]> keys, long since, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
        return withConsumer(consumer -> {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            for (int partition : orderByKeys(partitions(consumer, topic), keys)) {
                var place = new TopicPartition(topic, partition);
                consumer.assign(List.of(place));
                var begin =
                        consumer.offsetsForTimes(Map.of(place, since), TIMEOUT).get(place);
                if (begin != null) {
                    Search search = scan(consumer, place, begin.offset(), deadline, matches);
                    if (search.found().isPresent() || !search.complete()) {
                        return search;
                    }
                }
            }
            return new Search(Optional.empty(), true);
        });
    }

    private static Set<Integer> orderByKeys(Set<Integer> all, List<byte[]> keys) {
        Set<Integer> order = new LinkedHashSet<>();
        keys.forEach(key -> order.add(Utils.toPositive(Utils.murmur2(key)) % Math.max(1, all.size())));
        order.retainAll(all);
        order.addAll(all);
        return order;
    }

    /** Runs an action with a pooled or new consumer. A consumer is not returned to the pool after an exception. */
    private <T> T withConsumer(Function<Consumer<byte[], byte[]>, T> action) {
        Consumer<byte[], byte[]> pooled = idle.poll();
        Consumer<byte[], byte[]> consumer = pooled == null ? consumers.get() : pooled;
        boolean succeeded = false;
        try {
            T result = action.apply(consumer);
            succeeded = true;
            return result;
        } finally {
            if (!succeeded || closed || !idle.offer(consumer)) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Consumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private static Set<Integer> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic, TIMEOUT);
        return partitions == null
                ? Set.of()
                : partitions.stream().map(PartitionInfo::partition).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Search scan(
            Consumer<byte[], byte[]> consumer,
            TopicPartition place,
            long offset,
            long deadline,
            Predicate<ConsumerRecord<byte[], byte[]>> matches) {
        long end = consumer.endOffsets(List.of(place), TIMEOUT).get(place);
        long begin = consumer.beginningOffsets(List.of(place), TIMEOUT).get(place);
        consumer.seek(place, Math.max(begin, offset));
        while (consumer.position(place) < end) {
            if (System.nanoTime() > deadline) {
                return new Search(Optional.empty(), false);
            }
            for (var record : consumer.poll(POLL_TIMEOUT)) {
                if (matches.test(record)) {
                    return new Search(Optional.of(record), true);
                }
            }
        }
        return new Search(Optional.empty(), true);
    }
}
