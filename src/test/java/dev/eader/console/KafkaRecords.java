package dev.eader.console;

import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Kafka itself holds, read by a consumer of its own and not by the console's. */
final class KafkaRecords implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;

    KafkaRecords(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    Frame frame(int partition, long offset) throws IOException {
        return Frame.parseFrom(
                find("frames.v1", partition, offset, record -> true).value());
    }

    /** Of the frame at this place; it has the frame's partition. */
    Segmentation outcome(int partition, long offset) throws IOException {
        return Segmentation.parseFrom(find("segmentations.v1", partition, 0, record -> {
                    try {
                        return Segmentation.parseFrom(record.value())
                                        .getOrigin()
                                        .getOffset()
                                == offset;
                    } catch (IOException e) {
                        return false;
                    }
                })
                .value());
    }

    private ConsumerRecord<byte[], byte[]> find(
            String topic, int partition, long from, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        var place = new TopicPartition(topic, partition);
        consumer.assign(List.of(place));
        consumer.seek(place, from);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (var next : consumer.poll(Duration.ofMillis(200))) {
                if (wanted.test(next)) {
                    return next;
                }
            }
        }
        throw new AssertionError("No such record in " + place + " from " + from);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
