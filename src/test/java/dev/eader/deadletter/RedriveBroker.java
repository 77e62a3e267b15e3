package dev.eader.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.TestInfo;

/** An embedded broker with dead letters, and what tests of {@link Redriver} read and write there. */
final class RedriveBroker implements AutoCloseable {
    private final EmbeddedKafka kafka = EmbeddedKafka.start(0, Optional.empty());
    private Topics topics;

    /** Creates topics of their own for a test, with dead letters whose values are 0 to {@code count - 1}. */
    void start(TestInfo test, int count) throws Exception {
        topics = Topics.prefixed(test.getTestMethod().orElseThrow().getName() + ".");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            topics.createMissing(admin, 3, (short) 1);
        }
        feed(0, count);
    }

    Topics topics() {
        return topics;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    Redriver redriver() {
        return new Redriver(Map.of("bootstrap.servers", kafka.bootstrapServers()), topics, Topics.MAX_RECORD_BYTES);
    }

    long redriveAll() {
        try (var redriver = redriver()) {
            return redriver.redrive(0, () -> false);
        }
    }

    /** Asserts that each of the first {@code count} dead letters was redriven once. */
    void assertEachRedrivenOnce(int count) {
        var frames = frames();
        assertThat(frames)
                .extracting(frame -> Integer.parseInt(new String(frame.value(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, count).boxed().toList());
        assertThat(frames).allSatisfy(frame -> assertThat(
                        frame.headers().lastHeader(Redriver.REDRIVEN).value())
                .isEqualTo(bytes("1")));
    }

    /** Sends dead letters with one request in flight: with more, reordered batches may be refused on a busy machine. */
    void feed(int first, int count) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "acks",
                        "all",
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(topics.deadLetters(), bytes("camera" + i % 5), bytes("" + i))));
            }
            for (var each : sent) {
                each.get();
            }
        }
    }

    List<ConsumerRecord<byte[], byte[]>> frames() {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topics.frames()).stream()
                    .map(partition -> new TopicPartition(topics.frames(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", Topics.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(record).get();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
