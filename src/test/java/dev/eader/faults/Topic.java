package dev.eader.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Reads the committed records of a topic from the beginning. */
final class Topic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    Topic(String bootstrap, String name) {
        this(Map.of("bootstrap.servers", bootstrap), name);
    }

    /** @param connection client settings with the address of the broker */
    Topic(Map<String, Object> connection, String name) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        // short, so that waiting tests see committed records at once
        settings.put("fetch.max.wait.ms", 20);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads until at least this many records were read. */
    void await(int count, Duration within) {
        Awaitility.await(count + " records on " + partitions.get(0).topic())
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(within)
                .until(this::read, there -> there >= count);
    }

    int read() {
        consumer.poll(POLL).forEach(records::add);
        return records.size();
    }

    /** The records read so far, from this index on. */
    List<ConsumerRecord<byte[], byte[]>> from(int first) {
        return List.copyOf(records.subList(first, records.size()));
    }

    /** All records up to the current end of the topic, in the order of each partition. */
    List<ConsumerRecord<byte[], byte[]>> all() {
        var ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            read();
        }
        return List.copyOf(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
