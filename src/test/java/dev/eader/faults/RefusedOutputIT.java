package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka refuses output records; each frame still gets one outcome, and no stream thread ends. */
class RefusedOutputIT {
    private static final int ROUNDS = Integer.getInteger("eader.faults.refusals", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(60 + ROUNDS * 20);
    private static final Duration END = Duration.ofSeconds(30);
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final Processes processes = new Processes();

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void outputs_above_known_limits_fail_one_frame_each(String guarantee) throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        lower(broker.bootstrap(), topics);
        var service = processes.service(broker, "eader.stream.guarantee=" + guarantee);
        service.awaitReady();
        // waits until the limits were read
        service.awaitHealth("ready", health -> ServiceProcess.data(health, "record-sizes", topics.deadLetters())
                .asText()
                .contains("requires at least"));
        assertThat(ServiceProcess.data(service.health("ready"), "record-sizes", topics.segmentations())
                        .asText())
                .contains("1048576");
        run(service, broker.bootstrap(), topics, guarantee + ", known limits", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void outputs_refused_by_the_broker_fail_one_frame_each(String guarantee) throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var service = processes.service(broker, "eader.stream.guarantee=" + guarantee);
        service.awaitReady();
        try (var feed = new Feed<Integer>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations())) {
            feed.send(0, RefusedFrame.GOOD.record(topics.frames(), new Scenes(5).frame("gate", 1).toBuilder()));
            outcomes.await(1, PATIENCE);
        }
        // after the service has read larger limits
        lower(broker.bootstrap(), topics);
        run(service, broker.bootstrap(), topics, guarantee + ", limits lowered", guarantee.startsWith("exactly"));
    }

    @Test
    void larger_images_raise_the_limits_of_clients_and_topics() throws Exception {
        var service = processes.service(
                Map.of(),
                List.of(
                        "eader.image.max-bytes=" + 32 * MIB,
                        "eader.broker.port=0",
                        "eader.demo.fps=0",
                        "eader.model.bundled=scenes",
                        "eader.model.default=scenes"));
        service.awaitReady();
        var topics = Topics.prefixed("");
        byte[] value = Frame.newBuilder()
                .setFrameId("large")
                .setEncoded(ByteString.copyFrom(new byte[31 * MIB]))
                .build()
                .toByteArray();
        try (var feed = new Feed<Integer>(
                        service.embedded(), Map.of("max.request.size", 33 * MIB, "buffer.memory", 67_108_864L));
                var outcomes = new Topic(service.embedded(), topics.segmentations());
                var letters = new Topic(service.embedded(), topics.deadLetters())) {
            feed.send(0, new ProducerRecord<>(topics.frames(), 0, "gate".getBytes(UTF_8), value));
            outcomes.await(1, PATIENCE);
            letters.await(1, PATIENCE);
            assertThat(Feed.parse(outcomes.all()).get(0).getFailed().getCode()).isEqualTo(Code.UNKNOWN_FORMAT);
            assertThat(letters.all()).singleElement().satisfies(letter -> assertThat(letter.value())
                    .isEqualTo(value));
            assertThat(service.out()).doesNotContain("A stream thread failed");
        }
    }

    private static void lower(String bootstrap, Topics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.incrementalAlterConfigs(Map.of(
                            topic(topics.frames()), List.of(set("message.timestamp.after.max.ms", "864000000")),
                            topic(topics.segmentations()), List.of(set("max.message.bytes", "1048576")),
                            topic(topics.deadLetters()),
                                    List.of(
                                            set("max.message.bytes", "1048576"),
                                            set("cleanup.policy", "compact"),
                                            set("message.timestamp.after.max.ms", "3600000"))))
                    .all()
                    .get();
        }
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private void run(ServiceProcess service, String bootstrap, Topics topics, String what, boolean once)
            throws Exception {
        try (var plain = new Feed<RefusedOutcomes.Sent>(bootstrap);
                var gzip = new Feed<RefusedOutcomes.Sent>(
                        bootstrap,
                        Map.of(
                                "compression.type", "gzip",
                                "max.request.size", 256 * MIB,
                                "buffer.memory", 512L * MIB));
                var outcomes = new Topic(bootstrap, topics.segmentations());
                var letters = new Topic(bootstrap, topics.deadLetters())) {
            int before = outcomes.all().size();
            var scenes = new Scenes(5);
            int number = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (RefusedFrame kind : RefusedFrame.values()) {
                    for (RefusedFrame sent : EnumSet.of(RefusedFrame.GOOD, kind)) {
                        Frame frame = scenes.frame("gate", ++number);
                        var record = sent.record(topics.frames(), frame.toBuilder());
                        (sent.compressed() ? gzip : plain)
                                .send(new RefusedOutcomes.Sent(number, sent, frame.getFrameId()), record);
                    }
                }
            }
            Map<Place, RefusedOutcomes.Sent> places = new HashMap<>(plain.places());
            places.putAll(gzip.places());
            try {
                outcomes.await(before + places.size(), PATIENCE);
            } catch (ConditionTimeoutException e) {
                List<Segmentation> all = Feed.parse(outcomes.all());
                all.forEach(answer -> places.remove(Place.of(answer)));
                throw new AssertionError("frames without an outcome: " + places, e);
            }
            assertThat(service.out()).doesNotContain("A stream thread failed");
            service.awaitReady();
            service.signal("TERM");
            assertThat(service.exitCode(END)).isZero();

            List<Segmentation> answers =
                    Feed.parse(outcomes.all().subList(before, outcomes.all().size()));
            RefusedOutcomes.assertAnswers(places, answers, once);
            List<ConsumerRecord<byte[], byte[]>> all = letters.all();
            RefusedOutcomes.assertLetters(places, all, once);
            System.out.printf(
                    "FAULTS refused output, %s: frames in %d, outcomes %d, failed %d, dead letters %d, stream threads ended 0%n",
                    what,
                    places.size(),
                    answers.size(),
                    answers.stream().filter(Segmentation::hasFailed).count(),
                    all.size());
        }
    }
}
