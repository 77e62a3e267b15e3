package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameResourceTest {
    private static final int PARTITIONS = 4;

    private static EmbeddedKafka broker;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(0, Optional.empty());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close(Duration.ZERO);
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,3", "1,2", "2,1", "3,0"})
    void outcome_is_found_in_any_partition(int framePartition, int outcomePartition) throws Exception {
        var topics = topics("any-" + framePartition + outcomePartition + ".");
        long offset = sendFrame(topics, framePartition, null);
        sendOutcome(topics, outcomePartition, framePartition, offset + 1);
        sendOutcome(topics, outcomePartition, framePartition, offset);
        try (var resource = new Resource(topics)) {
            var response = resource.get(framePartition, offset);
            assertThat(response.getStatus()).isEqualTo(200);
            var detail = (FrameDetail) response.getEntity();
            assertThat(detail.outcome().partition()).isEqualTo(outcomePartition);
            assertThat(detail.outcome().offset()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"-18000000", "18000000", "-1700000000000"})
    void outcome_is_found_despite_wrong_sender_clock(long skew) throws Exception {
        var topics = new Topics("clock" + skew + ".frames", "clock" + skew + ".outcomes", "clock" + skew + ".letters");
        createTopics(topics);
        long offset = sendFrame(topics, 1, Math.max(0, System.currentTimeMillis() + skew));
        sendOutcome(topics, 2, 1, offset);
        try (var resource = new Resource(topics)) {
            assertThat(resource.get(1, offset).getStatus()).isEqualTo(200);
        }
    }

    @Test
    void missing_outcome_and_missing_frame_have_different_errors() throws Exception {
        var topics = topics("none.");
        long offset = sendFrame(topics, 2, null);
        sendOutcome(topics, 2, 3, offset);
        try (var resource = new Resource(topics)) {
            var withoutOutcome = resource.get(2, offset);
            assertThat(withoutOutcome.getStatus()).isEqualTo(404);
            assertThat(withoutOutcome.getEntity().toString()).contains("Frame 0 of partition 2 has no outcome yet");
            var missing = resource.get(2, offset + 1);
            assertThat(missing.getStatus()).isEqualTo(404);
            assertThat(missing.getEntity().toString()).contains("no record at offset 1 of partition 2");
            assertThat(resource.get(9, 0).getStatus()).isEqualTo(404);
        }
    }

    private static Topics topics(String prefix) {
        var topics = Topics.prefixed(prefix);
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.createMissing(admin, PARTITIONS, (short) 1);
        }
        return topics;
    }

    /** Creates topics with timestamps set by the sender, the default of Kafka. */
    private static void createTopics(Topics topics) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topics.frames(), PARTITIONS, (short) 1)
                            .configs(Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))))
                    .all()
                    .get();
            topics.createMissing(admin, PARTITIONS, (short) 1);
        }
    }

    private static long sendFrame(Topics topics, int partition, Long timestamp) throws Exception {
        byte[] frame = Frame.newBuilder().setCameraId("gate").build().toByteArray();
        return producer.send(new ProducerRecord<>(topics.frames(), partition, timestamp, "gate".getBytes(UTF_8), frame))
                .get()
                .offset();
    }

    private static void sendOutcome(Topics topics, int partition, int framePartition, long frameOffset)
            throws Exception {
        byte[] outcome = Segmentation.newBuilder()
                .setCameraId("gate")
                .setOrigin(Origin.newBuilder()
                        .setTopic(topics.frames())
                        .setPartition(framePartition)
                        .setOffset(frameOffset))
                .setFailed(Failed.newBuilder().setCode(Failed.Code.NOT_A_FRAME))
                .build()
                .toByteArray();
        producer.send(new ProducerRecord<>(topics.segmentations(), partition, "gate".getBytes(UTF_8), outcome))
                .get();
    }

    /** A resource that reads from the broker of this test. */
    private static final class Resource implements AutoCloseable {
        private final FrameResource resource;

        Resource(Topics topics) {
            resource = new FrameResource(
                    () -> new KafkaConsumer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers(), "fetch.max.wait.ms", "20"),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer()),
                    topics,
                    List::of);
        }

        Response get(int partition, long offset) {
            return resource.get(partition, offset);
        }

        @Override
        public void close() {
            resource.close();
        }
    }
}
