package dev.eader.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.SharedAdmin;
import dev.eader.broker.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance reads the topic of prefix a; another of the same group has not started. */
public class AssignmentHealthTest {
    private static final String GROUP = "shared";
    private static final Topics A = Topics.prefixed("a.");
    private static final Topics B = Topics.prefixed("b.");

    @TempDir
    static Path state;

    private static EmbeddedKafka kafka;
    private static Admin admin;
    private static KafkaStreams running;
    private static KafkaStreams idle;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(0, Optional.empty());
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        A.createMissing(admin, 2, (short) 1);
        B.createMissing(admin, 2, (short) 1);
        running = streams();
        idle = streams();
        running.start();
        Awaitility.await("the instance to run")
                .atMost(Duration.ofSeconds(60))
                .until(() -> running.state() == KafkaStreams.State.RUNNING);
    }

    @AfterAll
    static void stop() {
        running.close();
        idle.close();
        admin.close();
        kafka.close();
    }

    private static KafkaStreams streams() {
        var bytes = Serdes.ByteArray();
        var topology = new Topology()
                .addSource("frames", bytes.deserializer(), bytes.deserializer(), A.frames())
                .addSink("out", A.segmentations(), bytes.serializer(), bytes.serializer(), "frames");
        var settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("application.id", GROUP);
        settings.put("state.dir", state.toString());
        return new KafkaStreams(topology, settings);
    }

    @Test
    void instance_with_partitions_is_ready() {
        HealthCheckResponse answer = health(running, A).call();
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(answer.getData().orElseThrow()).containsExactly(entry("partitions", 2L));
    }

    @Test
    void instance_without_partitions_is_ready_while_others_read_them() {
        assertThat(health(idle, A).call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void instance_whose_topic_nobody_reads_is_not_ready() {
        HealthCheckResponse answer = health(idle, B).call();
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData().orElseThrow().get("group").toString())
                .contains("shared", "b.frames.v1", "eader.topics.prefix");
    }

    @Test
    void open_transaction_of_a_sender_is_named() throws Exception {
        AssignmentHealth health = health(running, A);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "sender");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(A.frames(), 1, null, new byte[] {1}))
                    .get();
            health.observe();
            HealthCheckResponse answer = health.call();
            assertThat(answer.getStatus()).isEqualTo(Status.UP);
            assertThat(answer.getData().orElseThrow().get("open transactions").toString())
                    .startsWith("a.frames.v1-1 at offset 0 for ");
            producer.abortTransaction();
        }
        Awaitility.await("the end of the transaction").until(() -> {
            health.observe();
            return !health.call().getData().orElseThrow().containsKey("open transactions");
        });
    }

    private static AssignmentHealth health(KafkaStreams streams, Topics topics) {
        var broker = new SharedAdmin(admin);
        return new AssignmentHealth(
                new PartitionAssignment(streams, broker, topics, GROUP),
                new OpenTransactions(new SimpleMeterRegistry()),
                broker);
    }
}
