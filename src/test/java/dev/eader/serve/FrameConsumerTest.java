package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameConsumerTest {
    private static EmbeddedKafka kafka;
    private static Admin admin;

    private final TopicPartition frames = new TopicPartition(UUID.randomUUID().toString(), 0);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(0, Optional.empty());
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        kafka.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(frames.topic(), 1, (short) 1)))
                .all()
                .get();
    }

    @Test
    void frames_deleted_while_reading_are_counted() throws Exception {
        send(10, false);
        try (var consumer = consumer(Map.of("max.poll.records", 1, "fetch.max.bytes", 1))) {
            consumer.assign(List.of(frames));
            assertThat(read(consumer, 1)).containsExactly(0L);
            // Records that were fetched before can still be returned.
            consumer.seek(frames, 3);
            delete(7);
            assertThat(read(consumer, 3)).containsExactly(7L, 8L, 9L);
        }
        assertThat(lost()).isEqualTo(4);
    }

    @Test
    void frames_deleted_while_the_service_is_stopped_are_counted() throws Exception {
        send(10, false);
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(frames));
            consumer.commitSync(Map.of(frames, new OffsetAndMetadata(2)));
        }
        delete(6);
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(frames));
            assertThat(read(consumer, 4)).containsExactly(6L, 7L, 8L, 9L);
        }
        assertThat(lost()).isEqualTo(4);
    }

    @Test
    void new_group_starts_at_the_first_frame_without_losses() throws Exception {
        send(10, false);
        delete(6);
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(frames));
            assertThat(read(consumer, 4)).containsExactly(6L, 7L, 8L, 9L);
        }
        assertThat(lost()).isZero();
    }

    @Test
    void aborted_frames_and_transaction_markers_are_not_lost_frames() throws Exception {
        send(3, true);
        send(3, false);
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(frames));
            // The broker writes the abort marker asynchronously.
            assertThat(read(consumer, 3)).hasSize(3).allMatch(offset -> offset >= 3);
        }
        assertThat(lost()).isZero();
    }

    @Test
    void topic_that_ends_before_the_position_is_read_from_its_start() throws Exception {
        send(3, false);
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(frames));
            consumer.seek(frames, 100);
            assertThat(read(consumer, 3)).containsExactly(0L, 1L, 2L);
        }
        assertThat(lost()).isZero();
    }

    @Test
    void observer_that_throws_does_not_stop_the_consumer() throws Exception {
        send(4, false);
        delete(2);
        try (var consumer = FrameConsumer.of(settings(Map.of()), new ByteArrayDeserializer(), new LostFrames(meters) {
            @Override
            void report(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> starts) {
                throw new IllegalStateException("thrown by the test");
            }
        })) {
            consumer.assign(List.of(frames));
            consumer.seek(frames, 0);
            assertThat(read(consumer, 2)).containsExactly(2L, 3L);
        }
    }

    @Test
    void configured_reset_policy_is_kept() {
        try (var consumer = consumer(Map.of("auto.offset.reset", "latest"))) {
            assertThat(consumer).isNotInstanceOf(FrameConsumer.class);
        }
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
        return FrameConsumer.of(settings(more), new ByteArrayDeserializer(), new LostFrames(meters));
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                frames.topic(),
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"));
        settings.putAll(more);
        return settings;
    }

    private List<Long> read(Consumer<byte[], byte[]> consumer, int count) {
        List<Long> offsets = new ArrayList<>();
        Awaitility.await(count + " frames").pollInSameThread().until(() -> {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> offsets.add(record.offset()));
            return offsets.size() >= count;
        });
        return offsets;
    }

    private void send(int count, boolean abort) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        if (abort) {
            settings.put("transactional.id", frames.topic());
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            if (abort) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            for (int frame = 0; frame < count; frame++) {
                producer.send(new ProducerRecord<>(frames.topic(), new byte[] {1}));
            }
            producer.flush();
            if (abort) {
                producer.abortTransaction();
            }
        }
    }

    private void delete(long before) throws Exception {
        admin.deleteRecords(Map.of(frames, RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    private double lost() {
        return meters.get("eader.frames.lost").counter().count();
    }
}
