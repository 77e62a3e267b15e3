package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.eader.broker.EmbeddedKafka;
import dev.eader.broker.Topics;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Model;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class RoundTripTest {

    private static EmbeddedKafka kafka;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    @TempDir
    Path folder;

    private String prefix;
    private Topics topics;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(0, Optional.empty());
        admin = Admin.create(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.in.flight.requests.per.connection", 1));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        admin.close();
        kafka.close();
    }

    @BeforeEach
    void topics(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName() + ".";
        topics = Topics.prefixed(prefix);
        topics.createMissing(admin, 3, (short) 1);
    }

    @Test
    void a_folder_arrives_in_order_with_identity_and_headers() throws Exception {
        for (var name : List.of("b.jpg", "a.jpg", "c.png")) {
            Files.writeString(folder.resolve(name), "bytes of " + name);
        }
        var before = Instant.now();

        var sent = eader(
                "send",
                "--camera",
                "gate 1",
                "--dir",
                folder.toString(),
                "--fps",
                "0",
                "--loop",
                "2",
                "--count",
                "5",
                "--model",
                "m",
                "--wanted",
                "rle,image-space");

        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(sent.err()).contains("5 frames, ");
        var records = read(topics.frames());
        assertThat(records)
                .extracting(ConsumerRecord::partition)
                .containsOnly(records.get(0).partition());
        var frames = new ArrayList<Frame>();
        for (var record : records) {
            assertThat(record.key()).isEqualTo("gate 1".getBytes(UTF_8));
            frames.add(Frame.parseFrom(record.value()));
        }
        assertThat(frames).extracting(Frame::getFrameId).containsExactly("a", "b", "c", "a-2", "b-2");
        assertThat(frames).extracting(Frame::getSequence).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(frames.get(4).getEncoded().toStringUtf8()).isEqualTo("bytes of b.jpg");
        assertThat(frames).allSatisfy(frame -> {
            assertThat(frame.getCameraId()).isEqualTo("gate 1");
            assertThat(frame.getModel()).isEqualTo("m");
            assertThat(frame.getWanted().getCocoRle()).isTrue();
            assertThat(frame.getWanted().getImageSpace()).isTrue();
            assertThat(frame.getWanted().getPolygons()).isFalse();
            assertThat(Instant.ofEpochSecond(
                            frame.getCapturedAt().getSeconds(),
                            frame.getCapturedAt().getNanos()))
                    .isBetween(before, Instant.now());
        });
        var headers = records.get(3).headers();
        assertThat(header(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(headers, "ce_id")).isEqualTo("a-2");
        assertThat(header(headers, "ce_source")).isEqualTo("/cameras/gate%201");
        assertThat(header(headers, "ce_type")).isEqualTo("dev.eader.frame.v1");
        assertThat(Instant.parse(header(headers, "ce_time"))).isBetween(before, Instant.now());
        assertThat(header(headers, "content-type")).isEqualTo("application/protobuf");
        assertThat(header(headers, "traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .isNotEqualTo(header(records.get(2).headers(), "traceparent"));
    }

    @Test
    void fewer_frames_than_asked_for_is_a_failure() throws Exception {
        Files.writeString(folder.resolve("a.jpg"), "a");
        var sent = eader("send", "--camera", "gate", "--dir", folder.toString(), "--count", "2");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err()).contains("the source ended after 1 of 2 frames");
    }

    @Test
    void oversize_picture_is_named_and_the_rest_is_sent() throws Exception {
        Files.write(folder.resolve("a.jpg"), new byte[10]);
        Files.write(folder.resolve("b.jpg"), new byte[Topics.MAX_FRAME_BYTES]);
        Files.write(folder.resolve("c.jpg"), new byte[10]);
        var sent = eader("send", "--camera", "gate", "--dir", folder.toString(), "--fps", "0");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err())
                .contains("frame b (" + Topics.MAX_FRAME_BYTES + " bytes) could not be sent: The message is ")
                .contains("All other frames were sent.");
        assertThat(read(topics.frames())).hasSize(2);
    }

    @Test
    void truncated_video_is_sent_up_to_its_cut_and_fails() throws Exception {
        Loader.load(avdevice.class);
        Path program = Path.of(Loader.load(ffmpeg.class));
        Path film = folder.resolve("gate:1.mkv");
        var make = new ProcessBuilder(
                        program.toString(),
                        "-v",
                        "error",
                        "-nostdin",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=64x48:rate=10",
                        "-t",
                        "4",
                        "-c:v",
                        "mpeg4",
                        "file:" + film)
                .inheritIO();
        make.environment().put("LD_LIBRARY_PATH", program.getParent().toString());
        assertThat(make.start().waitFor()).isZero();
        byte[] whole = Files.readAllBytes(film);
        Files.write(film, Arrays.copyOf(whole, whole.length / 2));

        var sent = eader("send", "--camera", "gate", "--video", film.toString(), "--fps", "0");

        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err().lines().toList())
                .filteredOn(line -> !line.contains("frames/s"))
                .singleElement()
                .asString()
                .startsWith("eader send: video " + film + " cannot be read further: ")
                .contains("the file is truncated or damaged");
        var frames = read(topics.frames());
        assertThat(frames).hasSizeBetween(10, 30);
        assertThat(Frame.parseFrom(frames.get(0).value()).getFrameId()).isEqualTo("gate:1-000000");
    }

    @Test
    void a_pace_is_kept() {
        long start = System.nanoTime();
        var sent = eader("send", "--camera", "gate", "--scenes", "--fps", "20", "--count", "11");
        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
        assertThat(read(topics.frames())).hasSize(11);
    }

    @Test
    void a_missing_topic_is_named() {
        var sent = CommandRunner.run(
                "send",
                "--camera",
                "a",
                "--scenes",
                "--bootstrap",
                kafka.bootstrapServers(),
                "--topic-prefix",
                "none.");
        assertThat(sent.exitCode()).isEqualTo(1);
        assertThat(sent.err()).contains("Kafka at " + kafka.bootstrapServers() + " has no topic none.frames.v1");
    }

    @Test
    void watch_prints_each_outcome_of_its_camera_and_writes_its_mask() throws Exception {
        var captured = Instant.now().minusMillis(500);
        write("other", segmentation("other", "x", captured).setResult(result()));
        write("gate", segmentation("gate", "../a", captured).setResult(result()));
        write(
                "gate",
                segmentation("gate", "b", captured)
                        .setSkipped(Skipped.newBuilder().setReason(Skipped.Reason.TOO_OLD)));
        producer.send(new ProducerRecord<>(topics.segmentations(), "gate".getBytes(UTF_8), new byte[] {1, 2, 3}));
        write(
                "gate",
                segmentation("gate", "ü", captured)
                        .clearModel()
                        .setFailed(Failed.newBuilder()
                                .setStage(Failed.Stage.DECODE)
                                .setCode(Failed.Code.TRUNCATED_IMAGE)
                                .setMessage("ends after 3 of 9 bytes")));

        var masks = folder.resolve("masks/new");
        var watched = eader(
                "watch",
                "--camera",
                "gate",
                "--count",
                "3",
                "--timeout",
                "20",
                "--from-beginning",
                "--json",
                "--masks",
                masks.toString());

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.err()).contains("3 frames, ").contains("no Segmentation: partition");
        assertThat(watched.out()).isASCII();
        var lines = watched.out().lines().map(RoundTripTest::json).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).fieldNames())
                .toIterable()
                .containsExactly("camera", "frame", "outcome", "classes", "model", "sha256", "latency_ms");
        assertThat(lines.get(0).get("latency_ms").asLong()).isBetween(500L, 20_000L);
        assertThat(lines.get(0).get("classes").toString())
                .isEqualTo("[{\"name\":\"dog\",\"score\":0.9,\"area\":0.25}]");
        assertThat(lines.get(0).get("sha256").asText()).isEqualTo("ab12");
        assertThat(lines.get(1).get("outcome").asText()).isEqualTo("skipped");
        assertThat(lines.get(1).get("reason").asText()).isEqualTo("TOO_OLD");
        assertThat(lines.get(2).get("frame").asText()).isEqualTo("ü");
        assertThat(lines.get(2).get("outcome").asText()).isEqualTo("failed");
        assertThat(lines.get(2).get("stage").asText()).isEqualTo("DECODE");
        assertThat(lines.get(2).get("code").asText()).isEqualTo("TRUNCATED_IMAGE");
        assertThat(lines.get(2).get("message").asText()).isEqualTo("ends after 3 of 9 bytes");
        assertThat(lines.get(2).get("model").isNull()).isTrue();

        try (var files = Files.list(masks)) {
            assertThat(files).containsExactly(masks.resolve("..%2Fa.png"));
        }
        var mask = PalettePng.read(Files.readAllBytes(masks.resolve("..%2Fa.png")));
        assertThat(mask).extracting(PixelLabels::width, PixelLabels::height).containsExactly(4, 2);
        assertThat(mask.labels()).containsExactly(0, 0, 3, 3, 0, 0, 3, 3);
    }

    @Test
    void watch_starts_with_what_comes_next_and_sees_nothing_uncommitted() throws Exception {
        write("gate", segmentation("gate", "old", Instant.now()).setResult(result()));
        try (var open = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", prefix),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            open.initTransactions();
            var beginning = new OutcomeReader(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()), topics.segmentations(), true, line -> {});
            var end = new OutcomeReader(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()), topics.segmentations(), false, line -> {});
            try (beginning;
                    end) {
                for (var ending : List.of("aborted", "committed")) {
                    open.beginTransaction();
                    var value = segmentation("gate", ending, Instant.now())
                            .setResult(result())
                            .build();
                    open.send(new ProducerRecord<>(topics.segmentations(), "gate".getBytes(UTF_8), value.toByteArray()))
                            .get();
                    if (ending.equals("aborted")) {
                        open.abortTransaction();
                    } else {
                        open.commitTransaction();
                    }
                }
                assertThat(frames(beginning, "committed")).containsExactly("old", "committed");
                assertThat(frames(end, "committed")).containsExactly("committed");
            }
        }
    }

    @Test
    void a_timeout_before_the_count_is_a_failure() throws Exception {
        write("gate", segmentation("gate", "a", Instant.now()).setResult(result()));
        var watched = eader("watch", "--count", "2", "--timeout", "1.5", "--from-beginning");
        assertThat(watched.exitCode()).isEqualTo(1);
        assertThat(watched.err()).contains("timeout of 1.5 s after 1 of 2 frames");
        assertThat(watched.out()).contains("gate  a  result").contains("dog 0.90 (25.0 %)");
        assertThat(eader("watch", "--timeout", "0.5").exitCode()).isZero();
    }

    @Test
    void each_dead_letter_goes_back_once_as_it_first_came() throws Exception {
        for (int i = 0; i < 7; i++) {
            var letter = new ProducerRecord<>(topics.deadLetters(), bytes("camera" + i % 3), bytes("frame" + i));
            letter.headers()
                    .add("traceparent", bytes("00-1-2-01"))
                    .add("ce_id", bytes("id" + i))
                    .add("eader-code", bytes("INTERNAL"))
                    .add("__streams.errors.message", bytes("broke"));
            producer.send(letter).get();
        }
        producer.send(new ProducerRecord<>(topics.deadLetters(), null, null)).get();

        var first = eader("redrive", "--count", "3");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("3 dead letters moved");
        assertThat(read(topics.frames())).hasSize(3);
        assertThat(eader("redrive").out()).startsWith("5 dead letters moved");
        assertThat(eader("redrive").out()).startsWith("0 dead letters moved");

        var frames = read(topics.frames());
        assertThat(frames)
                .extracting(frame -> frame.value() == null ? null : new String(frame.value(), UTF_8))
                .containsExactlyInAnyOrder("frame0", "frame1", "frame2", "frame3", "frame4", "frame5", "frame6", null);
        for (var frame : frames) {
            if (frame.value() == null) {
                assertThat(frame.key()).isNull();
                continue;
            }
            int i = frame.value()["frame".length()] - '0';
            assertThat(frame.key()).isEqualTo(bytes("camera" + i % 3));
            assertThat(frame.headers().toArray())
                    .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                    .containsExactly("traceparent=00-1-2-01", "ce_id=id" + i, "eader-redriven=1");
        }
    }

    @Test
    void a_frame_redriven_again_says_how_often() throws Exception {
        var letter = new ProducerRecord<>(topics.deadLetters(), bytes("gate"), bytes("frame"));
        letter.headers().add("eader-redriven", bytes("1"));
        producer.send(letter).get();
        eader("redrive");
        assertThat(header(read(topics.frames()).get(0).headers(), "eader-redriven"))
                .isEqualTo("2");
    }

    private CommandRunner eader(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap", kafka.bootstrapServers(), "--topic-prefix", prefix));
        return CommandRunner.run(all.toArray(String[]::new));
    }

    private static List<String> frames(OutcomeReader reader, String last) {
        var frames = new ArrayList<String>();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!frames.contains(last) && System.nanoTime() < deadline) {
            reader.poll(Duration.ofMillis(100))
                    .forEach(arrival -> frames.add(arrival.segmentation().getFrameId()));
        }
        return frames;
    }

    private void write(String camera, Segmentation.Builder segmentation) throws Exception {
        var value = segmentation.build().toByteArray();
        producer.send(new ProducerRecord<>(topics.segmentations(), bytes(camera), value))
                .get();
    }

    private static Segmentation.Builder segmentation(String camera, String frame, Instant capturedAt) {
        var segmentation = Segmentation.newBuilder().setCameraId(camera).setFrameId(frame);
        segmentation
                .getCapturedAtBuilder()
                .setSeconds(capturedAt.getEpochSecond())
                .setNanos(capturedAt.getNano());
        return segmentation.setModel(Model.newBuilder().setName("animals").setSha256("ab12"));
    }

    /** Of a picture of 4 x 2 pixels, at half its size: background on the left, class 2 on the right. */
    private static Result result() {
        var map = new PixelLabels(2, 1, new byte[] {0, 3});
        return Result.newBuilder()
                .setWidth(4)
                .setHeight(2)
                .setLabelMap(LabelMap.newBuilder()
                        .setPng(ByteString.copyFrom(PalettePng.write(map)))
                        .setSpace(LabelMap.Space.MODEL)
                        .setWidth(2)
                        .setHeight(1)
                        .setScaleX(2)
                        .setScaleY(2))
                .addClasses(ClassResult.newBuilder()
                        .setIndex(2)
                        .setName("dog")
                        .setScore(0.9f)
                        .setArea(0.25))
                .build();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
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

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (Exception e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
