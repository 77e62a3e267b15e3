package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends bad frames among good ones: each fails with its code and is kept byte for byte, and all others get results. Long
 * form, 100 of each kind: {@code -Deader.faults.poison=100}.
 */
class PoisonIT {
    static final int MAX_BYTES = 100_000;

    private static final int EACH = Integer.getInteger("eader.faults.poison", 5);
    /** One frame in twenty is bad. */
    private static final int FRAMES = Poison.values().length * EACH * 20;

    private static final List<String> CAMERAS = List.of("front", "gate", "yard", "ramp 7/ü");
    private static final Duration PATIENCE = Duration.ofSeconds(120 + FRAMES / 20);
    private static final Duration END = Duration.ofSeconds(10);

    @RegisterExtension
    final Processes processes = new Processes();

    /** @param poison null for a good frame */
    private record Sent(Frame frame, Poison poison, ProducerRecord<byte[], byte[]> record) {
        /** Compares by identity. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Test
    void bad_frames_of_twelve_kinds_fail_without_affecting_other_frames() throws Exception {
        var broker = processes.broker();
        var service = processes.service(broker, "eader.image.max-bytes=" + MAX_BYTES);
        var topics = Topics.prefixed(processes.topicPrefix());
        try (var feed = new Feed<Sent>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations());
                var letters = new Topic(broker.bootstrap(), topics.deadLetters())) {
            for (Sent sent : frames(topics.frames())) {
                feed.send(sent, sent.record());
            }
            Map<Place, Sent> places = feed.places();
            assertThat(places).hasSize(FRAMES);

            outcomes.await(FRAMES, PATIENCE);
            assertCounted(service.metrics());
            service.signal("TERM");
            assertThat(service.exitCode(END)).isZero();

            assertOutcomes(outcomes.all(), places);
            assertDeadLetters(letters.all(), places);
            int bad = Poison.values().length * EACH;
            System.out.printf(
                    "FAULTS bad frames of %d kinds: frames in %d, results %d, failed %d, skipped 0, duplicates 0,"
                            + " dead letters %d%n",
                    Poison.values().length,
                    FRAMES,
                    FRAMES - bad,
                    bad,
                    letters.all().size());
        }
    }

    @Test
    void records_with_missing_or_foreign_key_or_value_fail() throws Exception {
        var broker = processes.broker();
        processes.service(broker);
        var topics = Topics.prefixed(processes.topicPrefix());
        byte[] frame = new Scenes(3).frame("gate", 1).toByteArray();
        try (var feed = new Feed<Failed.Code>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations());
                var letters = new Topic(broker.bootstrap(), topics.deadLetters())) {
            String to = topics.frames();
            var sent = List.of(
                    new ProducerRecord<byte[], byte[]>(to, 0, null, frame),
                    new ProducerRecord<>(to, 0, new byte[0], frame),
                    new ProducerRecord<>(to, 0, "yard".getBytes(UTF_8), frame),
                    new ProducerRecord<byte[], byte[]>(to, 0, "gate".getBytes(UTF_8), null),
                    new ProducerRecord<>(to, 0, "gate".getBytes(UTF_8), frame));
            sent.forEach(record -> feed.send(null, record));
            outcomes.await(sent.size(), PATIENCE);
            // outcomes are partitioned by camera, whatever the partition of the frame
            assertThat(Feed.parse(outcomes.all()))
                    .hasSize(sent.size())
                    .extracting(outcome -> outcome.getOrigin().getOffset(), outcome -> outcome.getFailed()
                            .getCode())
                    .containsExactlyInAnyOrder(
                            tuple(0L, Failed.Code.NO_CAMERA),
                            tuple(1L, Failed.Code.NO_CAMERA),
                            tuple(2L, Failed.Code.NO_CAMERA),
                            tuple(3L, Failed.Code.NOT_A_FRAME),
                            tuple(4L, Failed.Code.CODE_UNSPECIFIED));
            letters.await(4, PATIENCE);
            for (var letter : letters.all()) {
                var first = sent.get(Integer.parseInt(header(letter, "eader-origin-offset")));
                assertThat(letter.key()).isEqualTo(first.key());
                assertThat(letter.value()).isEqualTo(first.value());
            }
        }
    }

    /** Good and bad frames of all cameras in seeded random order. */
    private static List<Sent> frames(String topic) {
        List<Poison> kinds = new ArrayList<>();
        for (Poison kind : Poison.values()) {
            kinds.addAll(Collections.nCopies(EACH, kind));
        }
        kinds.addAll(Collections.nCopies(FRAMES - kinds.size(), null));
        Collections.shuffle(kinds, new Random(7));

        var random = new SplittableRandom(11);
        var scenes = new Scenes(5);
        Map<String, Long> sequences = new HashMap<>();
        List<Sent> frames = new ArrayList<>();
        for (Poison kind : kinds) {
            String camera = CAMERAS.get(random.nextInt(CAMERAS.size()));
            Frame frame = scenes.frame(camera, sequences.merge(camera, 1L, Long::sum));
            byte[] value = kind == null ? frame.toByteArray() : kind.spoil(frame, random);
            var record = new ProducerRecord<>(topic, camera.getBytes(UTF_8), value);
            byte[] binary = new byte[9];
            random.nextBytes(binary);
            record.headers().add("ce_id", frame.getFrameId().getBytes(UTF_8)).add("binary", binary);
            record.headers()
                    .add("twice", new byte[] {1})
                    .add("twice", new byte[] {2})
                    .add("nothing", null);
            frames.add(new Sent(frame, kind, record));
        }
        return frames;
    }

    private static void assertOutcomes(List<ConsumerRecord<byte[], byte[]>> records, Map<Place, Sent> places)
            throws Exception {
        List<Segmentation> outcomes = Feed.parse(records);
        Feed.assertEachAnsweredOnce(places.keySet(), outcomes);
        assertThat(outcomes).hasSize(FRAMES);
        Map<String, Long> last = new HashMap<>();
        for (int i = 0; i < FRAMES; i++) {
            Segmentation outcome = outcomes.get(i);
            Sent sent = places.get(Place.of(outcome));
            String camera = sent.frame().getCameraId();
            assertThat(records.get(i).key()).isEqualTo(sent.record().key());
            assertThat(outcome.getCameraId()).isEqualTo(camera);
            assertThat(sent.frame().getSequence())
                    .as("order of camera %s", camera)
                    .isEqualTo(last.merge(camera, 1L, Long::sum));
            if (sent.poison() == null) {
                assertThat(outcome.hasResult()).as("%s", outcome.getFailed()).isTrue();
                assertThat(outcome.getResult().getWidth()).isEqualTo(160);
                assertThat(outcome.getResult().getHeight()).isEqualTo(96);
            } else {
                assertThat(outcome.getFailed().getCode()).as("%s", outcome).isEqualTo(sent.poison().code);
                assertThat(outcome.getFailed().getStage()).isEqualTo(sent.poison().stage);
                assertThat(outcome.getFailed().getMessage()).isNotBlank();
            }
            if (sent.poison() != Poison.NOT_A_FRAME) {
                assertThat(outcome.getFrameId()).isEqualTo(sent.frame().getFrameId());
                assertThat(outcome.getSequence()).isEqualTo(sent.frame().getSequence());
                assertThat(outcome.getCapturedAt()).isEqualTo(sent.frame().getCapturedAt());
            }
        }
    }

    private static void assertDeadLetters(List<ConsumerRecord<byte[], byte[]>> letters, Map<Place, Sent> places) {
        assertThat(letters).hasSize(Poison.values().length * EACH);
        Map<Poison, Long> kinds = letters.stream()
                .collect(groupingBy(letter -> places.get(origin(letter)).poison(), counting()));
        assertThat(kinds)
                .hasSize(Poison.values().length)
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isEqualTo(EACH));
        for (var letter : letters) {
            Sent sent = places.get(origin(letter));
            assertThat(letter.value()).isEqualTo(sent.record().value());
            assertThat(letter.key()).isEqualTo(sent.record().key());
            Header[] original = sent.record().headers().toArray();
            assertThat(letter.headers().toArray()).startsWith(original);
            assertThat(letter.headers().toArray())
                    .extracting(Header::key)
                    .endsWith(
                            "eader-stage",
                            "eader-code",
                            "eader-message",
                            "eader-origin-topic",
                            "eader-origin-partition",
                            "eader-origin-offset")
                    .hasSize(original.length + 6);
            assertThat(header(letter, "eader-stage"))
                    .isEqualTo(sent.poison().stage.name());
            assertThat(header(letter, "eader-code"))
                    .isEqualTo(sent.poison().code.name());
            assertThat(header(letter, "eader-message")).isNotBlank();
        }
        assertThat(letters).extracting(PoisonIT::origin).doesNotHaveDuplicates();
    }

    /** frames in = results + failed, in the service's own count too */
    private static void assertCounted(String metrics) {
        Map<Failed.Code, Long> bad = Stream.of(Poison.values()).collect(groupingBy(poison -> poison.code, counting()));
        List<String> counted = new ArrayList<>();
        bad.forEach((code, kinds) -> counted.add("eader_frames_total{outcome=\"failed\",reason=\"%s\"} %d.0"
                .formatted(code.name().toLowerCase(Locale.ROOT), kinds * EACH)));
        counted.add("eader_frames_total{outcome=\"result\",reason=\"none\"} %d.0"
                .formatted(FRAMES - Poison.values().length * EACH));
        assertThat(metrics.lines().filter(line -> line.startsWith("eader_frames_total{")))
                .containsExactlyInAnyOrderElementsOf(counted);
    }

    private static Place origin(ConsumerRecord<?, ?> letter) {
        return new Place(
                header(letter, "eader-origin-topic"),
                Integer.parseInt(header(letter, "eader-origin-partition")),
                Long.parseLong(header(letter, "eader-origin-offset")));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
