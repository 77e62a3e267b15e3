package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import dev.eader.v1.Failed;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Origin;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameRecord;
import dev.eader.wire.FramingSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker refuses records although the service knows no limits: each frame has an outcome and no thread ends. */
class RefusedOutputTest {
    private static final class Clients extends DefaultKafkaClientSupplier {
        private final OutputRefusals refusals;

        Clients(OutputRefusals refusals) {
            this.refusals = refusals;
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
            return new OutputProducer(settings, refusals, TopicLimits.NONE);
        }
    }

    private static final int FRAMES = 30;
    private static final int LIMIT = 20_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void refused_records_become_smaller_and_no_frame_is_lost(String guarantee) throws Exception {
        Topics topics = Topics.prefixed(guarantee + ".");
        AtomicInteger ended = new AtomicInteger();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, Optional.empty())) {
            Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
            create(connection, topics);
            send(connection, topics.frames());
            LookAhead lookAhead = new LookAhead(
                    frame -> CompletableFuture.completedFuture(outcome(frame)), 8, 1 << 20, submitted -> {});
            OutputRefusals refusals = new OutputRefusals();
            try (KafkaStreams streams = new KafkaStreams(
                    SegmentationTopology.of(
                            topics,
                            lookAhead,
                            new FrameMetrics(new SimpleMeterRegistry()),
                            FrameTracing.OFF,
                            new TopicOutput(FramingSerializer.raw(), TopicLimits.NONE, refusals)),
                    settings(kafka.bootstrapServers(), guarantee),
                    new Clients(refusals))) {
                streams.setUncaughtExceptionHandler(failure -> {
                    ended.incrementAndGet();
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
                streams.start();
                List<Segmentation> outcomes = read(connection, topics.segmentations());
                assertThat(ended).hasValue(0);
                if (guarantee.startsWith("exactly_once")) {
                    assertThat(outcomes).hasSize(2 * FRAMES);
                }
                assertThat(outcomes).allSatisfy(outcome -> {
                    long offset = outcome.getOrigin().getOffset();
                    if (offset % 5 == 3) {
                        assertThat(outcome.getFailed().getCode()).isEqualTo(Code.OUTPUT_TOO_LARGE);
                    } else if (offset % 5 == 4) {
                        assertThat(outcome.getFailed().getCode()).isEqualTo(Code.NO_CAMERA);
                    } else {
                        assertThat(outcome.hasResult()).isTrue();
                    }
                });
            }
        }
    }

    private static FrameOutcome outcome(FrameRecord frame) {
        Segmentation.Builder outcome = Segmentation.newBuilder()
                .setCameraId("door")
                .setOrigin(Origin.newBuilder()
                        .setTopic(frame.topic())
                        .setPartition(frame.partition())
                        .setOffset(frame.offset()));
        if (frame.offset() % 5 == 3) {
            outcome.putAttributes("large", "x".repeat(2 * LIMIT));
        }
        if (frame.offset() % 5 == 4) {
            outcome.setFailed(Failed.newBuilder().setStage(Stage.PARSE).setCode(Code.NO_CAMERA));
        } else {
            outcome.setResult(Result.getDefaultInstance());
        }
        return FrameOutcome.of(outcome.build(), new FrameTimeline(System.nanoTime()));
    }

    private static void create(Map<String, Object> connection, Topics topics) throws Exception {
        Map<String, String> small = Map.of("max.message.bytes", Integer.toString(LIMIT), "cleanup.policy", "compact");
        try (Admin admin = Admin.create(connection)) {
            admin.createTopics(List.of(
                            new NewTopic(topics.frames(), 2, (short) 1),
                            new NewTopic(topics.segmentations(), 1, (short) 1)
                                    .configs(Map.of("max.message.bytes", Integer.toString(LIMIT))),
                            new NewTopic(topics.deadLetters(), 1, (short) 1).configs(small)))
                    .all()
                    .get();
        }
    }

    /** Of each five frames, the fourth has a large outcome, and the fifth fails without a key. */
    private static void send(Map<String, Object> connection, String topic) {
        try (var producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < FRAMES; i++) {
                byte[] key = i % 5 == 4 ? null : "door".getBytes(UTF_8);
                for (int partition = 0; partition < 2; partition++) {
                    producer.send(new ProducerRecord<>(topic, partition, key, new byte[100]));
                }
            }
        }
    }

    private static List<Segmentation> read(Map<String, Object> connection, String topic) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        List<Segmentation> outcomes = new ArrayList<>();
        Set<Origin> origins = new HashSet<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            Awaitility.await().atMost(Duration.ofSeconds(90)).pollInSameThread().until(() -> {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    Segmentation outcome = Segmentation.parseFrom(record.value());
                    outcomes.add(outcome);
                    origins.add(outcome.getOrigin());
                }
                return origins.size() == 2 * FRAMES;
            });
        }
        return outcomes;
    }

    private Properties settings(String bootstrap, String guarantee) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "refused-" + guarantee);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50);
        settings.put("producer.max.in.flight.requests.per.connection", 1);
        settings.put("consumer.auto.offset.reset", "earliest");
        return settings;
    }
}
