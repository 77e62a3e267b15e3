package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
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
    private static final long TWO_DAYS = Duration.ofDays(2).toMillis();

    @RegisterExtension
    final Processes processes = new Processes();

    /** Frames whose output Kafka refuses, and the code that each gets; null for a result. */
    private enum Kind {
        GOOD(null),
        LARGE_BROKEN_FRAME(Code.CORRUPT_IMAGE),
        LARGE_ATTRIBUTES(Code.OUTPUT_TOO_LARGE),
        LARGE_HEADERS(Code.UNKNOWN_MODEL),
        FUTURE_TIMESTAMP(Code.UNKNOWN_MODEL),
        NO_KEY(Code.NO_CAMERA),
        COMPRESSED_RAW_4K(Code.TOO_MANY_BYTES),
        COMPRESSED_JSON(Code.TOO_MANY_BYTES),
        COMPRESSED_210_MB(Code.TOO_MANY_BYTES);

        private final Code code;

        Kind(Code code) {
            this.code = code;
        }

        boolean compressed() {
            return name().startsWith("COMPRESSED");
        }

        private ProducerRecord<byte[], byte[]> record(String topic, Frame.Builder frame) {
            Long timestamp = this == FUTURE_TIMESTAMP ? System.currentTimeMillis() + TWO_DAYS : null;
            byte[] key = this == NO_KEY ? null : "gate".getBytes(UTF_8);
            var record = new ProducerRecord<>(topic, 0, timestamp, key, value(frame));
            if (this == LARGE_HEADERS) {
                record.headers().add("large", new byte[3 * MIB / 2]);
            }
            return record;
        }

        private byte[] value(Frame.Builder frame) {
            return switch (this) {
                case GOOD, NO_KEY -> frame.build().toByteArray();
                case LARGE_BROKEN_FRAME -> {
                    byte[] png = new byte[2 * MIB];
                    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 0, png, 0, 8);
                    yield frame.setEncoded(ByteString.copyFrom(png)).build().toByteArray();
                }
                case LARGE_ATTRIBUTES ->
                    frame.putAttributes("large", "x".repeat(3 * MIB / 2))
                            .build()
                            .toByteArray();
                case LARGE_HEADERS, FUTURE_TIMESTAMP ->
                    frame.setModel("nobody").build().toByteArray();
                case COMPRESSED_RAW_4K -> raw(frame, 3840, 2160);
                case COMPRESSED_JSON -> "{\"picture\": 1234}".repeat(800_000).getBytes(UTF_8);
                case COMPRESSED_210_MB -> raw(frame, 10_000, 7_000);
            };
        }

        private static byte[] raw(Frame.Builder frame, int width, int height) {
            return frame.setRaw(RawImage.newBuilder()
                            .setWidth(width)
                            .setHeight(height)
                            .setFormat(RawImage.Format.RGB)
                            .setPixels(ByteString.copyFrom(new byte[width * height * 3])))
                    .build()
                    .toByteArray();
        }
    }

    private record Sent(int number, Kind kind, String frameId) {}

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
            feed.send(0, Kind.GOOD.record(topics.frames(), new Scenes(5).frame("gate", 1).toBuilder()));
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
        try (var plain = new Feed<Sent>(bootstrap);
                var gzip = new Feed<Sent>(
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
                for (Kind kind : Kind.values()) {
                    for (Kind sent : EnumSet.of(Kind.GOOD, kind)) {
                        Frame frame = scenes.frame("gate", ++number);
                        var record = sent.record(topics.frames(), frame.toBuilder());
                        (sent.compressed() ? gzip : plain).send(new Sent(number, sent, frame.getFrameId()), record);
                    }
                }
            }
            Map<Place, Sent> places = new HashMap<>(plain.places());
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
            assertAnswers(places, answers, once);
            List<ConsumerRecord<byte[], byte[]>> all = letters.all();
            assertLetters(places, all, once);
            System.out.printf(
                    "FAULTS refused output, %s: frames in %d, outcomes %d, failed %d, dead letters %d, stream threads ended 0%n",
                    what,
                    places.size(),
                    answers.size(),
                    answers.stream().filter(Segmentation::hasFailed).count(),
                    all.size());
        }
    }

    private static void assertAnswers(Map<Place, Sent> places, List<Segmentation> answers, boolean once) {
        if (once) {
            Feed.assertEachAnsweredOnce(places.keySet(), answers);
        }
        Map<Place, Segmentation> last = new HashMap<>();
        answers.forEach(answer -> last.put(Place.of(answer), answer));
        assertThat(last.keySet()).isEqualTo(places.keySet());
        places.forEach((place, sent) -> {
            Segmentation answer = last.get(place);
            assertThat(answer.hasResult()).as("%s: %s", sent, answer).isEqualTo(sent.kind().code == null);
            if (sent.kind().code != null) {
                assertThat(answer.getFailed().getCode()).as("%s", sent).isEqualTo(sent.kind().code);
            }
            if (sent.kind() != Kind.COMPRESSED_JSON) {
                assertThat(answer.getFrameId()).isEqualTo(sent.frameId());
            }
        });
    }

    private static void assertLetters(
            Map<Place, Sent> places, List<ConsumerRecord<byte[], byte[]>> letters, boolean once) {
        Map<Place, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        letters.forEach(letter -> last.put(origin(letter), letter));
        Set<Place> failed = new java.util.HashSet<>(places.keySet());
        failed.removeIf(place -> places.get(place).kind() == Kind.GOOD);
        assertThat(last.keySet()).isEqualTo(failed);
        if (once) {
            assertThat(letters).hasSameSizeAs(failed);
        }
        long now = System.currentTimeMillis();
        last.forEach((place, letter) -> {
            Kind kind = places.get(place).kind();
            assertThat(letter.timestamp())
                    .as("%s", kind)
                    .isBetween(now - Duration.ofHours(1).toMillis(), now);
            Header cut = letter.headers().lastHeader("eader-cut");
            List<String> parts =
                    cut == null ? new ArrayList<>() : Arrays.asList(new String(cut.value(), UTF_8).split(","));
            assertThat(parts.contains("value"))
                    .as("%s", kind)
                    .isEqualTo(EnumSet.of(Kind.LARGE_BROKEN_FRAME, Kind.LARGE_ATTRIBUTES, Kind.LARGE_HEADERS)
                                    .contains(kind)
                            || kind.compressed()
                            || parts.contains("value") && kind == Kind.NO_KEY);
        });
    }

    private static Place origin(ConsumerRecord<byte[], byte[]> letter) {
        return new Place(
                text(letter, "eader-origin-topic"),
                Integer.parseInt(text(letter, "eader-origin-partition")),
                Long.parseLong(text(letter, "eader-origin-offset")));
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
