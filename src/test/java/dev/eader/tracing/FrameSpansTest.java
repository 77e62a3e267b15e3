package dev.eader.tracing;

import static dev.eader.tracing.TracedTopology.IMAGE;
import static dev.eader.tracing.TracedTopology.SAMPLED;
import static dev.eader.tracing.TracedTopology.frame;
import static dev.eader.tracing.TracedTopology.headers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.inference.FakeModel;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of sampled frames: tree, attributes and errors. */
class FrameSpansTest {
    @TempDir
    Path folder;

    private TracedTopology topology;

    @BeforeEach
    void start() {
        topology = new TracedTopology(Sampler.alwaysOn(), folder);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void spans_of_stages_are_children_of_one_span_per_frame() {
        Headers headers = headers(SAMPLED).add("tracestate", "vendor=7".getBytes(UTF_8));

        TestRecord<byte[], byte[]> outcome = topology.send(frame("f1").setSequence(3), headers);

        SpanData frame = topology.frameSpan();
        assertThat(frame.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(frame.getTraceId()).isEqualTo(TracedTopology.TRACE);
        assertThat(frame.getParentSpanId()).isEqualTo(TracedTopology.SENDER);
        assertThat(frame.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(frame.getAttributes().asMap())
                .containsEntry(SpanAttributes.SYSTEM, "kafka")
                .containsEntry(SpanAttributes.TOPIC, "frames.v1")
                .containsEntry(SpanAttributes.PARTITION, "0")
                .containsEntry(SpanAttributes.OFFSET, 0L)
                .containsEntry(SpanAttributes.GROUP, "cameras")
                .containsEntry(SpanAttributes.CAMERA, "door")
                .containsEntry(SpanAttributes.FRAME, "f1")
                .containsEntry(SpanAttributes.SEQUENCE, 3L)
                .containsEntry(SpanAttributes.OUTCOME, "result")
                .containsEntry(SpanAttributes.WIDTH, 128L)
                .containsEntry(SpanAttributes.HEIGHT, 96L);
        assertThat(topology.stages()).containsExactly("queue", "parse", "decode", "batch", "infer", "encode", "turn");
        topology.assertTree();
        Segmentation result = TestTopology.segmentation(outcome.value());
        assertThat(topology.span("infer").getAttributes().asMap())
                .containsEntry(SpanAttributes.MODEL, result.getModel().getName())
                .containsEntry(SpanAttributes.VERSION, result.getModel().getVersion())
                .containsEntry(SpanAttributes.SHA256, result.getModel().getSha256())
                .containsEntry(SpanAttributes.BATCH_SIZE, 1L);
        assertThat(nanos(topology.span("infer")))
                .as("the time in the result")
                .isEqualTo(Durations.toNanos(result.getTimings().getInfer()));
        assertThat(nanos(topology.span("batch"))).isNotNegative();
        assertThat(TestTopology.header(outcome, "traceparent"))
                .as("readers of the outcome continue the frame's span")
                .isEqualTo("00-" + TracedTopology.TRACE + "-" + frame.getSpanId() + "-01");
        assertThat(TestTopology.header(outcome, "tracestate")).isEqualTo("vendor=7");
    }

    @Test
    void decode_failure_is_the_error_of_decode_and_frame_span() {
        ByteString half = IMAGE.substring(0, IMAGE.size() / 2);

        TestRecord<byte[], byte[]> outcome = topology.send(frame("f").setEncoded(half), headers(SAMPLED));

        assertThat(topology.stages()).containsExactly("queue", "parse", "decode", "turn");
        assertThat(List.of(topology.frameSpan(), topology.span("decode"))).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isNotBlank();
            assertThat(span.getAttributes().get(SpanAttributes.ERROR)).isEqualTo("TRUNCATED_IMAGE");
            assertThat(span.getAttributes().get(SpanAttributes.STAGE)).isEqualTo("DECODE");
        });
        assertThat(topology.span("parse").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(topology.frameSpan().getAttributes().get(SpanAttributes.OUTCOME))
                .isEqualTo("failed");
        topology.assertTree();
        assertThat(TestTopology.header(outcome, "traceparent"))
                .contains(topology.frameSpan().getSpanId());
        assertThat(TestTopology.header(topology.deadLetter(), "traceparent"))
                .as("a redriven frame stays in the trace of its sender")
                .isEqualTo(SAMPLED);
    }

    @Test
    void record_that_is_not_a_frame_fails_in_the_parse_span() {
        topology.send(new byte[] {7, 7, 7}, headers(SAMPLED));

        assertThat(topology.stages()).containsExactly("queue", "parse", "turn");
        assertThat(topology.span("parse").getAttributes().get(SpanAttributes.ERROR))
                .isEqualTo("NOT_A_FRAME");
        assertThat(topology.frameSpan().getTraceId()).isEqualTo(TracedTopology.TRACE);
    }

    @Test
    void model_failure_is_the_error_of_the_infer_span() {
        byte[] pixels = new byte[32 * 32 * 3];
        pixels[0] = FakeModel.POISON;
        RawImage.Builder poison = RawImage.newBuilder()
                .setWidth(32)
                .setHeight(32)
                .setFormat(RawImage.Format.RGB)
                .setPixels(ByteString.copyFrom(pixels));

        topology.send(frame("f").setRaw(poison).setModel("fake"), headers(SAMPLED));

        assertThat(topology.stages()).containsExactly("queue", "parse", "decode", "infer", "turn");
        assertThat(topology.span("infer").getStatus().getDescription()).contains("poison");
        assertThat(topology.span("infer").getAttributes().asMap())
                .containsEntry(SpanAttributes.ERROR, "MODEL_FAILED")
                .containsEntry(SpanAttributes.MODEL, "fake")
                .doesNotContainKey(SpanAttributes.BATCH_SIZE);
    }

    @Test
    void skipped_frame_has_no_error_and_no_later_stages() {
        Frame.Builder old = frame("f")
                .setMaxAge(Duration.newBuilder().setNanos(1_000_000))
                .setCapturedAt(Timestamps.fromMillis(System.currentTimeMillis() - 5000));

        topology.send(old, headers(SAMPLED));

        SpanData frame = topology.frameSpan();
        assertThat(topology.stages()).containsExactly("queue", "parse", "turn");
        assertThat(frame.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(frame.getAttributes().get(SpanAttributes.OUTCOME)).isEqualTo("skipped");
        assertThat(frame.getAttributes().get(SpanAttributes.REASON)).isEqualTo("TOO_OLD");
        assertThat(frame.getAttributes().get(SpanAttributes.AGE_MILLIS)).isBetween(5000L, 60_000L);
    }

    @Test
    void image_named_by_uri_has_a_fetch_span() throws Exception {
        Path file = Files.write(folder.resolve("image.jpg"), IMAGE.toByteArray());

        topology.send(frame("f").setUri(file.toUri().toString()), headers(SAMPLED));

        assertThat(topology.stages())
                .containsExactly("queue", "parse", "fetch", "decode", "batch", "infer", "encode", "turn");
    }

    private static long nanos(SpanData span) {
        return span.getEndEpochNanos() - span.getStartEpochNanos();
    }
}
