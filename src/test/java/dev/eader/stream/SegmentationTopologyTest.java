package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.eader.broker.Topics;
import dev.eader.fetch.ClaimCheck;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.image.maps.PalettePng;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.FakeModel;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.LabelMap;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import dev.eader.v1.Wanted;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The topology without a broker: what goes in, what comes out. The model is a tiny real one. */
class SegmentationTopologyTest {
    private static final int MAX_BYTES = 100_000;
    private static ModelRegistry models;
    private static ExecutorService workers;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long now = TestFrames.TAKEN_MILLIS + 40;
    private Batcher batcher;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> frames;
    private TestOutputTopic<byte[], byte[]> segmentations;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @TempDir
    static Path folder;

    @BeforeAll
    static void load() {
        ModelOptions options = new ModelOptions(DeviceChoice.CPU, 1);
        models = new ModelRegistry("tiny", options);
        models.serve("tiny", SegmentationModel.load("tiny", new TinyModel().bytes(), options));
        models.serve("fake", FakeModel.free("f"));
        workers = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void unload() {
        models.close();
        workers.shutdownNow();
    }

    @BeforeEach
    void start() {
        start(java.time.Duration.ofSeconds(20));
    }

    private void start(java.time.Duration timeout) {
        FrameMetrics metrics = new FrameMetrics(meters);
        batcher = new Batcher(models, new BatchOptions(4, java.time.Duration.ofMillis(1), timeout), metrics);
        FrameAgeLimits freshness = new FrameAgeLimits(
                false,
                java.time.Duration.ofMillis(500),
                Map.of("hasty", java.time.Duration.ofMillis(30)),
                java.time.Duration.ZERO,
                () -> Instant.ofEpochMilli(now));
        FramePipeline pipeline = new FramePipeline(
                new ImageDecoder(new ImageLimits(MAX_BYTES, 1_000_000)),
                new ClaimCheck(
                        new ClaimCheckOptions(
                                List.of("file"),
                                List.of(folder.toUri().toString(), "file:///not/"),
                                false,
                                java.time.Duration.ofSeconds(5),
                                MAX_BYTES),
                        () -> null),
                models,
                batcher,
                freshness,
                workers);
        LookAhead lookAhead = new LookAhead(pipeline::submit, 8, 1 << 20, metrics);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        Topics topics = Topics.prefixed("");
        driver =
                new TopologyTestDriver(SegmentationTopology.of(topics, lookAhead, metrics, FrameTracing.OFF), settings);
        frames = driver.createInputTopic(topics.frames(), new ByteArraySerializer(), new ByteArraySerializer());
        var bytes = new ByteArrayDeserializer();
        segmentations = driver.createOutputTopic(topics.segmentations(), bytes, bytes);
        deadLetters = driver.createOutputTopic(topics.deadLetters(), bytes, bytes);
    }

    @AfterEach
    void stop() {
        driver.close();
        batcher.close();
    }

    @Test
    void a_frame_becomes_one_result_with_its_identity_its_model_and_its_mask() throws Exception {
        Frame frame = TestFrames.frame("f1")
                .setSequence(9)
                .putAttributes("site", "north")
                .build();

        Segmentation answer = answer(frame);

        assertThat(answer.getCameraId()).isEqualTo("door");
        assertThat(answer.getFrameId()).isEqualTo("f1");
        assertThat(answer.getSequence()).isEqualTo(9);
        assertThat(answer.getAttributesMap()).containsEntry("site", "north");
        assertThat(answer.getOrigin().getTopic()).isEqualTo("frames.v1");
        assertThat(answer.getModel().getName()).isEqualTo("tiny");
        assertThat(answer.getModel().getSha256()).hasSize(64);
        assertThat(answer.getResult().getWidth()).isEqualTo(128);
        assertThat(answer.getResult().getHeight()).isEqualTo(96);
        assertThat(answer.getResult().getClassesList()).hasSize(1);
        assertThat(answer.getResult().getClasses(0).getName()).isEqualTo("red");
        assertThat(answer.getResult().getClasses(0).getArea()).isEqualTo(1);
        LabelMap map = answer.getResult().getLabelMap();
        assertThat(map.getSpace()).isEqualTo(LabelMap.Space.MODEL);
        // the tiny model's long side is 64
        assertThat(map.getWidth()).isEqualTo(64);
        assertThat(map.getScaleX()).isEqualTo(2);
        assertThat(PalettePng.read(map.getPng().toByteArray()).labels()).containsOnly(1);
        assertThat(answer.getTimings().getTotal().getNanos()).isEqualTo(40_000_000);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void what_a_frame_wants_is_there_and_nothing_else() throws Exception {
        Wanted wanted = Wanted.newBuilder()
                .setImageSpace(true)
                .setCocoRle(true)
                .setPolygons(true)
                .setAttention(true)
                .build();

        Segmentation plain = answer(TestFrames.frame("plain").build());
        Segmentation rich = answer(TestFrames.frame("rich").setWanted(wanted).build());
        Segmentation bare = answer(TestFrames.frame("bare")
                .setWanted(Wanted.newBuilder().setNoLabelMap(true))
                .build());

        assertThat(plain.getResult().getClasses(0).hasAttention()).isFalse();
        assertThat(plain.getResult().getClasses(0).hasCocoRle()).isFalse();
        assertThat(plain.getResult().getClasses(0).hasPolygons()).isFalse();
        assertThat(rich.getResult().getLabelMap().getSpace()).isEqualTo(LabelMap.Space.IMAGE);
        assertThat(rich.getResult().getLabelMap().getWidth()).isEqualTo(128);
        assertThat(rich.getResult().getClasses(0).getCocoRle().getWidth()).isEqualTo(128);
        assertThat(rich.getResult().getClasses(0).getPolygons().getIou()).isGreaterThan(.9);
        assertThat(rich.getResult().getClasses(0).getAttention().getStride()).isEqualTo(TinyModel.STRIDE);
        assertThat(bare.getResult().hasLabelMap()).isFalse();
        assertThat(bare.getResult().getClassesList()).hasSize(1);
    }

    @Test
    void known_labels_decide_which_classes_appear() {
        Segmentation answer = answer(TestFrames.frame("f").addLabels("green").build());

        assertThat(answer.getResult().getClassesList()).singleElement().satisfies(seen -> assertThat(seen.getName())
                .isEqualTo("green"));
    }

    @Test
    void raw_pixels_and_files_named_by_uri_are_pictures_too() throws Exception {
        byte[] blue = new byte[64 * 64 * 3];
        for (int i = 0; i < blue.length; i += 3) {
            blue[i] = (byte) 255;
        }
        RawImage raw = RawImage.newBuilder()
                .setWidth(64)
                .setHeight(64)
                .setFormat(RawImage.Format.BGR)
                .setPixels(ByteString.copyFrom(blue))
                .build();
        Path file = folder.resolve("green.png");
        Files.write(file, TestFrames.picture(Color.GREEN, 64, 64, "png"));

        assertThat(seen(TestFrames.frame("raw").setRaw(raw))).containsExactly("blue");
        assertThat(seen(TestFrames.frame("uri").setUri(file.toUri().toString())))
                .containsExactly("green");
    }

    /** The ways in which a frame can be bad, and the code that each gets. */
    enum Bad {
        NOT_A_PROTOBUF(Stage.PARSE, Code.NOT_A_FRAME),
        NO_VALUE(Stage.PARSE, Code.NOT_A_FRAME),
        OTHER_CAMERA_THAN_KEY(Stage.PARSE, Code.NO_CAMERA),
        NO_IMAGE(Stage.PARSE, Code.NO_IMAGE),
        EMPTY_IMAGE(Stage.PARSE, Code.NO_IMAGE),
        UNKNOWN_FORMAT(Stage.DECODE, Code.UNKNOWN_FORMAT),
        TRUNCATED_JPEG(Stage.DECODE, Code.TRUNCATED_IMAGE),
        CORRUPT_PNG(Stage.DECODE, Code.CORRUPT_IMAGE),
        RAW_OF_ANOTHER_SIZE(Stage.DECODE, Code.CORRUPT_IMAGE),
        TOO_MANY_PIXELS(Stage.DECODE, Code.TOO_MANY_PIXELS),
        TOO_MANY_BYTES(Stage.DECODE, Code.TOO_MANY_BYTES),
        UNKNOWN_MODEL(Stage.PARSE, Code.UNKNOWN_MODEL),
        UNKNOWN_LABEL(Stage.PARSE, Code.UNKNOWN_LABEL),
        SCHEME_NOT_ALLOWED(Stage.FETCH, Code.URI_NOT_ALLOWED),
        FILE_NOT_THERE(Stage.FETCH, Code.URI_UNREADABLE),
        POISON_FOR_THE_MODEL(Stage.INFER, Code.MODEL_FAILED);

        final Stage stage;
        final Code code;

        Bad(Stage stage, Code code) {
            this.stage = stage;
            this.code = code;
        }

        byte[] value() {
            byte[] jpeg = TestFrames.picture(Color.RED, 200, 200, "jpg");
            byte[] png = TestFrames.picture(Color.RED, 200, 200, "png");
            Frame.Builder frame = TestFrames.frame("bad");
            return switch (this) {
                case NOT_A_PROTOBUF -> new byte[] {(byte) 0xff, (byte) 0xff, 1};
                case NO_VALUE -> null;
                case OTHER_CAMERA_THAN_KEY ->
                    frame.setCameraId("window").build().toByteArray();
                case NO_IMAGE -> frame.clearImage().build().toByteArray();
                case EMPTY_IMAGE -> frame.setEncoded(ByteString.EMPTY).build().toByteArray();
                case UNKNOWN_FORMAT -> picture(frame, "GIF89a and more, long enough to be told".getBytes(UTF_8));
                case TRUNCATED_JPEG -> picture(frame, Arrays.copyOf(jpeg, jpeg.length - 20));
                case CORRUPT_PNG -> picture(frame, flipped(png, png.length / 2));
                case RAW_OF_ANOTHER_SIZE ->
                    frame.setRaw(RawImage.newBuilder()
                                    .setWidth(10)
                                    .setHeight(10)
                                    .setFormat(RawImage.Format.RGB)
                                    .setPixels(ByteString.copyFrom(new byte[299])))
                            .build()
                            .toByteArray();
                case TOO_MANY_PIXELS -> picture(frame, TestFrames.picture(Color.RED, 1100, 1000, "png"));
                case TOO_MANY_BYTES -> picture(frame, new byte[MAX_BYTES + 1]);
                case UNKNOWN_MODEL -> frame.setModel("nobody").build().toByteArray();
                case UNKNOWN_LABEL -> frame.addLabels("mauve").build().toByteArray();
                case SCHEME_NOT_ALLOWED ->
                    frame.setUri("ftp://elsewhere/x.jpg").build().toByteArray();
                case FILE_NOT_THERE ->
                    frame.setUri("file:///not/there.jpg").build().toByteArray();
                case POISON_FOR_THE_MODEL -> {
                    byte[] pixels = new byte[32 * 32 * 3];
                    pixels[0] = FakeModel.POISON;
                    yield frame.setModel("fake")
                            .setRaw(RawImage.newBuilder()
                                    .setWidth(32)
                                    .setHeight(32)
                                    .setFormat(RawImage.Format.RGB)
                                    .setPixels(ByteString.copyFrom(pixels)))
                            .build()
                            .toByteArray();
                }
            };
        }

        private static byte[] picture(Frame.Builder frame, byte[] encoded) {
            return frame.setEncoded(ByteString.copyFrom(encoded)).build().toByteArray();
        }

        private static byte[] flipped(byte[] bytes, int at) {
            bytes[at] ^= 0x55;
            return bytes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_frame_fails_alone_and_its_bytes_reach_the_dead_letter_topic(Bad bad) {
        byte[] value = bad.value();
        frames.pipeInput(
                "door".getBytes(UTF_8), TestFrames.frame("before").build().toByteArray());
        RecordHeaders headers = new RecordHeaders();
        headers.add("mine", new byte[] {1, 2});
        frames.pipeInput(new TestRecord<>("door".getBytes(UTF_8), value, headers, TestFrames.TAKEN_MILLIS));
        frames.pipeInput(
                "door".getBytes(UTF_8), TestFrames.frame("after").build().toByteArray());

        List<Segmentation> answers = answers();
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).hasResult()).isTrue();
        assertThat(answers.get(2).hasResult()).isTrue();
        assertThat(answers.get(1).getFailed().getCode()).isEqualTo(bad.code);
        assertThat(answers.get(1).getFailed().getStage()).isEqualTo(bad.stage);
        assertThat(answers.get(1).getFailed().getMessage()).isNotBlank();
        assertThat(answers.get(1).getOrigin().getOffset()).isEqualTo(1);

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("door".getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.headers().lastHeader("mine").value()).containsExactly(1, 2);
        assertThat(header(letter, "eader-code")).isEqualTo(bad.code.name());
        assertThat(header(letter, "eader-stage")).isEqualTo(bad.stage.name());
        assertThat(header(letter, "eader-origin-topic")).isEqualTo("frames.v1");
        assertThat(header(letter, "eader-origin-offset")).isEqualTo("1");
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(meters.counter(
                                "eader.frames",
                                "outcome",
                                "failed",
                                "reason",
                                bad.code.name().toLowerCase(Locale.ROOT))
                        .count())
                .isOne();
    }

    @Test
    void a_model_that_hangs_or_answers_with_no_number_fails_its_frames_and_no_other() {
        FakeModel hanging = FakeModel.held("h");
        models.serve("hanging", hanging);
        byte[] fragile = new TinyModel().notANumberOn(77).bytes();
        models.serve("fragile", SegmentationModel.load("fragile", fragile, new ModelOptions(DeviceChoice.CPU, 1)));
        restart(java.time.Duration.ofMillis(300));
        send("hanging", 1);
        send("tiny", 77);
        send("fragile", 77);
        send("fragile", 255);
        send("hanging", 1);

        List<Segmentation> answers = answers();
        hanging.release();
        assertThat(answers).extracting(Segmentation::hasResult).containsExactly(false, true, false, true, false);
        assertThat(answers)
                .filteredOn(Segmentation::hasFailed)
                .allSatisfy(answer -> assertThat(answer.getFailed().getStage()).isEqualTo(Stage.INFER));
        assertThat(answers.get(0).getFailed().getCode()).isEqualTo(Code.MODEL_TIMEOUT);
        assertThat(answers.get(2).getFailed().getCode()).isEqualTo(Code.MODEL_FAILED);
        assertThat(answers.get(2).getFailed().getMessage()).contains("'scores' is not a finite number");
        assertThat(answers.get(4).getFailed().getCode()).isEqualTo(Code.MODEL_TIMEOUT);
        assertThat(deadLetters.readRecordsToList()).hasSize(3);
    }

    private void restart(java.time.Duration timeout) {
        stop();
        start(timeout);
    }

    private void send(String model, int grey) {
        byte[] pixels = new byte[64 * 64 * 3];
        Arrays.fill(pixels, (byte) grey);
        byte[] frame = TestFrames.frame("grey")
                .setModel(model)
                .setRaw(RawImage.newBuilder()
                        .setWidth(64)
                        .setHeight(64)
                        .setFormat(RawImage.Format.RGB)
                        .setPixels(ByteString.copyFrom(pixels)))
                .build()
                .toByteArray();
        frames.pipeInput("door".getBytes(UTF_8), frame);
    }

    @Test
    void a_frame_without_a_key_fails_and_keeps_its_bytes() {
        byte[] value = TestFrames.frame("f").setCameraId("door").build().toByteArray();
        frames.pipeInput(null, value);

        Segmentation answer = answers().get(0);
        assertThat(answer.getFailed().getCode()).isEqualTo(Code.NO_CAMERA);
        assertThat(answer.getFrameId()).isEqualTo("f");
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isEqualTo(value);
    }

    @Test
    void a_frame_older_than_it_may_be_is_skipped_with_its_age_and_is_no_dead_letter() {
        now = TestFrames.TAKEN_MILLIS + 1000;
        Frame limited = TestFrames.frame("f")
                .setMaxAge(Duration.newBuilder().setNanos(900_000_000))
                .build();

        Segmentation answer = answer(limited);

        assertThat(answer.getSkipped().getReason()).isEqualTo(Skipped.Reason.TOO_OLD);
        assertThat(answer.getSkipped().getAge().getSeconds()).isEqualTo(1);
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(answer(TestFrames.frame("g").build()).hasResult())
                .as("a frame without a limit, of a camera without one")
                .isTrue();
    }

    @Test
    void a_camera_has_its_own_limit() {
        frames.pipeInput("hasty".getBytes(UTF_8), TestFrames.frame("f").build().toByteArray());

        assertThat(answers().get(0).hasSkipped()).isTrue();
    }

    @Test
    void outcomes_are_cloud_events_of_our_own_and_go_on_with_the_frame_s_trace() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_type", "dev.eader.frame.v1".getBytes(UTF_8));
        headers.add("ce_source", "/cameras/door".getBytes(UTF_8));
        headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8));
        frames.pipeInput(new TestRecord<>(
                "door".getBytes(UTF_8), TestFrames.frame("f").build().toByteArray(), headers, TestFrames.TAKEN_MILLIS));

        TestRecord<byte[], byte[]> record = segmentations.readRecord();

        assertThat(record.key()).isEqualTo("door".getBytes(UTF_8));
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_type")).isEqualTo("dev.eader.segmentation.v1");
        assertThat(header(record, "ce_source")).isEqualTo("/eader");
        assertThat(header(record, "ce_id")).isEqualTo("frames.v1-0-0");
        assertThat(header(record, "content-type")).isEqualTo("application/protobuf");
        assertThat(header(record, "traceparent"))
                .as("passed on as it came, since tracing is off")
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private List<String> seen(Frame.Builder frame) {
        return answer(frame.build()).getResult().getClassesList().stream()
                .map(dev.eader.v1.ClassResult::getName)
                .toList();
    }

    private Segmentation answer(Frame frame) {
        frames.pipeInput("door".getBytes(UTF_8), frame.toByteArray());
        List<Segmentation> answers = answers();
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private List<Segmentation> answers() {
        return segmentations.readValuesToList().stream()
                .map(value -> {
                    try {
                        return Segmentation.parseFrom(value);
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
