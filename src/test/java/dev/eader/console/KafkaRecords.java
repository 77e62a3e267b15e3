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

/** Reads frames and segmentations from Kafka without the code of the console. */
final class KafkaRecords implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

    /** The segmentation of the frame at this partition and offset; it is in the same partition. */
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
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            for (var next : consumer.poll(Duration.ofMillis(200))) {
                if (wanted.test(next)) {
                    return next;
                }
            }
        }
        throw new AssertionError("Found no matching record in " + place + " from offset " + from);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
