package dev.eader.tracing;

import static dev.eader.tracing.TracedTopology.SAMPLED;
import static dev.eader.tracing.TracedTopology.SENDER;
import static dev.eader.tracing.TracedTopology.TRACE;
import static dev.eader.tracing.TracedTopology.frame;
import static dev.eader.tracing.TracedTopology.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.stream.TestTopology;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Path;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which frames are sampled, and in which trace. */
class TraceSamplingTest {
    @TempDir
    Path folder;

    @Test
    void frame_that_its_sender_does_not_sample_has_no_spans() {
        try (TracedTopology topology = new TracedTopology(Sampler.alwaysOn(), folder)) {
            TestRecord<byte[], byte[]> outcome =
                    topology.send(frame("f"), headers("00-" + TRACE + "-" + SENDER + "-00"));

            assertThat(topology.hasSpans()).isFalse();
            assertThat(TestTopology.header(outcome, "traceparent"))
                    .startsWith("00-" + TRACE + "-")
                    .endsWith("-00");
        }
    }

    @Test
    void ratio_applies_only_to_frames_without_a_trace() {
        try (TracedTopology topology = new TracedTopology(Sampler.traceIdRatioBased(0), folder)) {
            TestRecord<byte[], byte[]> untraced = topology.send(frame("f"), new RecordHeaders());
            assertThat(topology.hasSpans()).isFalse();
            assertThat(TestTopology.header(untraced, "traceparent")).endsWith("-00");

            topology.send(frame("g"), headers(SAMPLED));
            assertThat(topology.frameSpan().getTraceId()).isEqualTo(TRACE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "garbage",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            })
    void invalid_trace_context_starts_a_new_trace(String traceparent) {
        try (TracedTopology topology = new TracedTopology(Sampler.alwaysOn(), folder)) {
            TestRecord<byte[], byte[]> outcome = topology.send(frame("f"), headers(traceparent));

            SpanData frame = topology.frameSpan();
            assertThat(frame.getParentSpanId()).isEqualTo(SpanId.getInvalid());
            assertThat(frame.getTraceId()).isNotEqualTo(TRACE);
            assertThat(TestTopology.header(outcome, "traceparent"))
                    .isEqualTo("00-" + frame.getTraceId() + "-" + frame.getSpanId() + "-01");
        }
    }
}
