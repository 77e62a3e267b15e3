package dev.eader.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

    private static final Topics TOPICS = Topics.prefixed("site7.");

    @Test
    void next_free_port_is_used_and_the_largest_record_is_accepted() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                var broker = EmbeddedKafka.start(taken.getLocalPort(), Optional.empty());
                var admin = admin(broker)) {
            assertThat(broker.port()).isGreaterThan(taken.getLocalPort());
            assertThat(broker.bootstrapServers()).isEqualTo("localhost:" + broker.port());

            TOPICS.createMissing(admin, 3, (short) -1);
            byte[] value = new byte[Topics.MAX_FRAME_BYTES - 1024];
            value[12345] = 7;
            try (var producer = producer(broker)) {
                producer.send(new ProducerRecord<>(TOPICS.frames(), 2, "gate".getBytes(UTF_8), value))
                        .get();
            }
            assertThat(read(broker, new TopicPartition(TOPICS.frames(), 2))).isEqualTo(value);
        }
    }

    @Test
    void only_missing_topics_are_created() throws Exception {
        try (var broker = EmbeddedKafka.start(0, Optional.empty());
                var admin = admin(broker)) {
            TOPICS.createMissing(admin, 2, (short) 1);
            TOPICS.createMissing(admin, 5, (short) 1);

            assertThat(TOPICS.names())
                    .containsExactly("site7.frames.v1", "site7.segmentations.v1", "site7.frames.dlq.v1");
            var described = admin.describeTopics(TOPICS.names()).allTopicNames().get();
            assertThat(described.values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(2));
            assertThat(Topics.missing(admin, Set.of(TOPICS.frames(), "other"), Duration.ofSeconds(5)))
                    .containsExactly("other");
            TOPICS.settings()
                    .forEach((topic, expected) ->
                            assertThat(settings(admin, topic)).as(topic).containsAllEntriesOf(expected));
            // A dead letter is larger than its frame.
            assertThat(maxBytes(admin, TOPICS.deadLetters())).isGreaterThan(maxBytes(admin, TOPICS.frames()));
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void directory_keeps_records_and_admits_one_broker(@TempDir Path dir) throws Exception {
        try (var broker = EmbeddedKafka.start(0, Optional.of(dir));
                var admin = admin(broker);
                var producer = producer(broker)) {
            TOPICS.createMissing(admin, 1, (short) 1);
            producer.send(new ProducerRecord<>(TOPICS.frames(), "kept".getBytes(UTF_8)))
                    .get();
        }
        try (var broker = EmbeddedKafka.start(0, Optional.of(dir))) {
            assertThat(read(broker, new TopicPartition(TOPICS.frames(), 0))).isEqualTo("kept".getBytes(UTF_8));
            assertThatThrownBy(() -> EmbeddedKafka.start(0, Optional.of(dir)))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining(dir.toString())
                    .hasMessageContaining("lock");
            // The first broker still works.
            try (var admin = admin(broker)) {
                Topics.prefixed("more.").createMissing(admin, 1, (short) 1);
            }
        }
        assertThat(dir).isNotEmptyDirectory();
    }

    @Test
    void port_out_of_range_is_refused() {
        assertThatThrownBy(() -> EmbeddedKafka.start(70_000, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port 70000 is not in [0, 65535]");
    }

    @Test
    void file_as_directory_is_refused(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedKafka.start(0, Optional.of(file)))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining(file.toString());
    }

    private static Admin admin(EmbeddedKafka broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static int maxBytes(Admin admin, String topic) {
        return Integer.parseInt(settings(admin, topic).get("max.message.bytes"));
    }

    private static Map<String, String> settings(Admin admin, String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return admin.describeConfigs(Set.of(resource)).all().get().get(resource).entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", Topics.MAX_FRAME_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] read(EmbeddedKafka broker, TopicPartition partition) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).iterator().next().value();
        }
    }
}
