package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.inference.FakeModel;
import dev.eader.inference.model.TinyModel;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames that cannot be processed: code, stage and dead deadLetter. */
class FailedFrameTest {
    private static final String FILES = "file:///not/there/";

    /** Invalid frames, with the stage and code of their outcome. */
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
        MISSING_FILE(Stage.FETCH, Code.URI_UNREADABLE),
        POISON(Stage.INFER, Code.MODEL_FAILED);

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
                case UNKNOWN_FORMAT -> picture(frame, "GIF89a and enough bytes to detect the format".getBytes(UTF_8));
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
                case TOO_MANY_BYTES -> picture(frame, new byte[TestTopology.MAX_IMAGE_BYTES + 1]);
                case UNKNOWN_MODEL -> frame.setModel("nobody").build().toByteArray();
                case UNKNOWN_LABEL -> frame.addLabels("mauve").build().toByteArray();
                case SCHEME_NOT_ALLOWED ->
                    frame.setUri("ftp://elsewhere/x.jpg").build().toByteArray();
                case MISSING_FILE -> frame.setUri(FILES + "none.jpg").build().toByteArray();
                case POISON -> {
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
    void invalid_frame_fails_alone_and_has_a_dead_letter(Bad bad) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        byte[] value = bad.value();
        RecordHeaders headers = new RecordHeaders();
        headers.add("mine", new byte[] {1, 2});
        try (TestTopology topology = TestTopology.builder()
                .model("fake", FakeModel.free("f"))
                .uris(new ClaimCheckOptions(List.of("file"), List.of(FILES), false, Duration.ofSeconds(5), 1000))
                .meters(meters)
                .start()) {
            assertThat(topology.process(TestFrames.frame("before").build()).hasResult())
                    .isTrue();
            Segmentation outcome =
                    TestTopology.segmentation(topology.send(value, headers).value());
            assertThat(topology.process(TestFrames.frame("after").build()).hasResult())
                    .isTrue();

            assertThat(outcome.getFailed().getCode()).isEqualTo(bad.code);
            assertThat(outcome.getFailed().getStage()).isEqualTo(bad.stage);
            assertThat(outcome.getFailed().getMessage()).isNotBlank();
            assertThat(outcome.getOrigin().getOffset()).isEqualTo(1);
            TestRecord<byte[], byte[]> deadLetter = topology.deadLetter();
            assertThat(deadLetter.key()).isEqualTo("door".getBytes(UTF_8));
            assertThat(deadLetter.value()).isEqualTo(value);
            assertThat(deadLetter.headers().lastHeader("mine").value()).containsExactly(1, 2);
            assertThat(TestTopology.header(deadLetter, "eader-code")).isEqualTo(bad.code.name());
            assertThat(TestTopology.header(deadLetter, "eader-stage")).isEqualTo(bad.stage.name());
            assertThat(TestTopology.header(deadLetter, "eader-origin-topic")).isEqualTo("frames.v1");
            assertThat(TestTopology.header(deadLetter, "eader-origin-offset")).isEqualTo("1");
            assertThat(topology.deadLetters()).isEmpty();
        }
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
    void hung_or_failing_model_fails_only_its_own_frames() {
        FakeModel hanging = FakeModel.held("h");
        List<Segmentation> outcomes;
        try (TestTopology topology = TestTopology.builder()
                .model("hanging", hanging)
                .model("fragile", TestTopology.load(new TinyModel().notANumberOn(77)))
                .inferenceTimeout(Duration.ofMillis(300))
                .start()) {
            outcomes = Stream.of(
                            grey("hanging", 1),
                            grey("tiny", 77),
                            grey("fragile", 77),
                            grey("fragile", 255),
                            grey("hanging", 1))
                    .map(topology::process)
                    .toList();
            hanging.release();
            assertThat(topology.deadLetters()).hasSize(3);
        }
        assertThat(outcomes).extracting(Segmentation::hasResult).containsExactly(false, true, false, true, false);
        assertThat(outcomes).filteredOn(Segmentation::hasFailed).allSatisfy(outcome -> assertThat(
                        outcome.getFailed().getStage())
                .isEqualTo(Stage.INFER));
        assertThat(outcomes.get(0).getFailed().getCode()).isEqualTo(Code.MODEL_TIMEOUT);
        assertThat(outcomes.get(2).getFailed().getCode()).isEqualTo(Code.MODEL_FAILED);
        assertThat(outcomes.get(2).getFailed().getMessage())
                .contains("'scores' contains a value that is not a finite number");
        assertThat(outcomes.get(4).getFailed().getCode()).isEqualTo(Code.MODEL_TIMEOUT);
    }

    private static Frame grey(String model, int value) {
        byte[] pixels = new byte[64 * 64 * 3];
        Arrays.fill(pixels, (byte) value);
        return TestFrames.frame("grey")
                .setModel(model)
                .setRaw(RawImage.newBuilder()
                        .setWidth(64)
                        .setHeight(64)
                        .setFormat(RawImage.Format.RGB)
                        .setPixels(ByteString.copyFrom(pixels)))
                .build();
    }

    @Test
    void frame_without_key_fails_and_keeps_its_value() {
        byte[] value = TestFrames.frame("f").setCameraId("door").build().toByteArray();
        try (TestTopology topology = TestTopology.start()) {
            Segmentation outcome = TestTopology.segmentation(
                    topology.send(null, value, new RecordHeaders()).value());

            assertThat(outcome.getFailed().getCode()).isEqualTo(Code.NO_CAMERA);
            assertThat(outcome.getFrameId()).isEqualTo("f");
            TestRecord<byte[], byte[]> deadLetter = topology.deadLetter();
            assertThat(deadLetter.key()).isNull();
            assertThat(deadLetter.value()).isEqualTo(value);
        }
    }
}
