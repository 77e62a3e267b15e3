package dev.eader.command;

import dev.eader.v1.Segmentation;
import dev.eader.wire.WireReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed outcomes from all partitions, belonging to no consumer group and leaving no trace. */
final class OutcomeReader implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<String> complaint;

    /** @param at when it came to its topic, in milliseconds since 1970 */
    record Arrival(Segmentation segmentation, long at) {}

    /**
     * When this returns, its place is fixed: what is written from now on is read.
     *
     * @param connection the broker, and what it asks of a client: TLS, SASL
     * @param fromBeginning whether to start with the oldest outcome rather than the next
     * @param complaint takes a line for each record that is no segmentation
     */
    OutcomeReader(Map<String, Object> connection, String topic, boolean fromBeginning, Consumer<String> complaint) {
        this.complaint = complaint;
        var settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Where records are deleted before they are read, go on with the next there is.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(consumer::position);
    }

    /** What has come, in order within each camera; empty when nothing came for a while. */
    List<Arrival> poll(Duration longest) {
        var arrivals = new ArrayList<Arrival>();
        for (var record : consumer.poll(longest)) {
            WireReader.segmentation(record)
                    .ifPresentOrElse(
                            segmentation -> arrivals.add(new Arrival(segmentation, arrivedAt(record))),
                            () -> complaint.accept("no Segmentation: partition " + record.partition() + ", offset "
                                    + record.offset()));
        }
        return arrivals;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** The broker's time where the topic has it, as topics made by Eader do; else, now. */
    private static long arrivedAt(ConsumerRecord<?, ?> record) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                ? record.timestamp()
                : System.currentTimeMillis();
    }
}
