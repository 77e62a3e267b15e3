package dev.eader.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.camera.SceneSource;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.inference.FakeModel;
import dev.eader.stream.TestTopology;
import dev.eader.v1.Frame;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/** A topology without a broker that exports its spans to memory. Serves the models {@code tiny} and {@code fake}. */
final class TracedTopology implements AutoCloseable {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String SENDER = "b7ad6b7169203331";
    static final String SAMPLED = "00-" + TRACE + "-" + SENDER + "-01";
    static final ByteString IMAGE = image();

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final TestTopology topology;

    /** @param files folder from which frames may name images */
    TracedTopology(Sampler root, Path files) {
        OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.parentBased(root))
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build();
        topology = TestTopology.builder()
                .clock(InstantSource.system())
                .model("fake", FakeModel.free("f"))
                .uris(new ClaimCheckOptions(
                        List.of("file"), List.of(files.toUri().toString()), false, Duration.ofSeconds(5), 1 << 20))
                .tracing(new FrameSpans(telemetry, "cameras"))
                .start();
    }

    private static ByteString image() {
        try (SceneSource scenes = new SceneSource(1, 128, 96, 10)) {
            return ByteString.copyFrom(scenes.next().orElseThrow().encoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Frame.Builder frame(String id) {
        return Frame.newBuilder().setFrameId(id).setCapturedAt(Timestamps.now()).setEncoded(IMAGE);
    }

    static Headers headers(String traceparent) {
        return new RecordHeaders().add("traceparent", traceparent.getBytes(UTF_8));
    }

    TestRecord<byte[], byte[]> send(Frame.Builder frame, Headers headers) {
        return send(frame.build().toByteArray(), headers);
    }

    TestRecord<byte[], byte[]> send(byte[] value, Headers headers) {
        return topology.send(value, headers);
    }

    TestRecord<byte[], byte[]> deadLetter() {
        return topology.deadLetter();
    }

    boolean hasSpans() {
        return !exported.getFinishedSpanItems().isEmpty();
    }

    /** Returns the span of the frame. */
    SpanData frameSpan() {
        return span("process frames.v1");
    }

    SpanData span(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in " + stages()));
    }

    private List<SpanData> stageSpans() {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().startsWith("process"))
                .toList();
    }

    List<String> stages() {
        return stageSpans().stream().map(SpanData::getName).toList();
    }

    /** Asserts that the spans of the stages are children of the frame's, do not overlap, and cover it from start to end. */
    void assertTree() {
        SpanData frame = frameSpan();
        List<SpanData> stages = stageSpans();
        long before = frame.getStartEpochNanos();
        for (SpanData stage : stages) {
            assertThat(stage.getTraceId()).isEqualTo(frame.getTraceId());
            assertThat(stage.getParentSpanId()).isEqualTo(frame.getSpanId());
            assertThat(stage.getStartEpochNanos())
                    .as(stage.getName() + " starts after the end of the stage before")
                    .isGreaterThanOrEqualTo(before);
            assertThat(stage.getEndEpochNanos()).isGreaterThanOrEqualTo(stage.getStartEpochNanos());
            before = stage.getEndEpochNanos();
        }
        assertThat(stages.get(0).getStartEpochNanos()).isEqualTo(frame.getStartEpochNanos());
        assertThat(before).isEqualTo(frame.getEndEpochNanos());
    }

    @Override
    public void close() {
        topology.close();
    }
}
