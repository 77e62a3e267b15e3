package dev.eader.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.broker.Topics;
import dev.eader.camera.SceneSource;
import dev.eader.fetch.ClaimCheck;
import dev.eader.fetch.ClaimCheckOptions;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.FakeModel;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.SegmentationModel;
import dev.eader.inference.model.TinyModel;
import dev.eader.stream.FrameAgeLimits;
import dev.eader.stream.FrameMetrics;
import dev.eader.stream.FramePipeline;
import dev.eader.stream.FrameTracing;
import dev.eader.stream.LookAhead;
import dev.eader.stream.SegmentationTopology;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.v1.Segmentation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spans of frames that go through the topology without a broker. */
class FrameSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENDER = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SENDER + "-01";
    private static final Topics TOPICS = Topics.prefixed("");

    private static ModelRegistry models;
    private static ExecutorService workers;
    private static ByteString picture;

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final FrameMetrics metrics = new FrameMetrics(new SimpleMeterRegistry());
    private final Batcher batcher =
            new Batcher(models, new BatchOptions(4, Duration.ofMillis(1), Duration.ofSeconds(20)), metrics);
    private TopologyTestDriver driver;

    @TempDir
    static Path folder;

    @BeforeAll
    static void load() throws Exception {
        ModelOptions options = new ModelOptions(DeviceChoice.CPU, 1);
        models = new ModelRegistry("tiny", options);
        models.serve("tiny", SegmentationModel.load("tiny", new TinyModel().bytes(), options));
        models.serve("fake", FakeModel.free("f"));
        workers = Executors.newFixedThreadPool(2);
        try (var scenes = new SceneSource(1, 128, 96, 10)) {
            picture = ByteString.copyFrom(scenes.next().orElseThrow().encoded());
        }
    }

    @AfterAll
    static void unload() {
        models.close();
        workers.shutdownNow();
    }

    @AfterEach
    void stop() {
        driver.close();
        batcher.close();
    }

    @Test
    void a_frame_s_stages_are_children_of_one_span_that_is_a_child_of_its_sender_s() throws Exception {
        var headers = headers(SAMPLED);
        headers.add("tracestate", "vendor=7".getBytes(UTF_8));

        var outcome = outcome(all(), frame("f1").setSequence(3), headers);

        SpanData frame = span("process frames.v1");
        assertThat(frame.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(frame.getTraceId()).isEqualTo(TRACE);
        assertThat(frame.getParentSpanId()).isEqualTo(SENDER);
        assertThat(frame.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(frame.getAttributes().asMap())
                .containsEntry(Names.SYSTEM, "kafka")
                .containsEntry(Names.TOPIC, "frames.v1")
                .containsEntry(Names.PARTITION, "0")
                .containsEntry(Names.OFFSET, 0L)
                .containsEntry(Names.GROUP, "cameras")
                .containsEntry(Names.CAMERA, "door")
                .containsEntry(Names.FRAME, "f1")
                .containsEntry(Names.SEQUENCE, 3L)
                .containsEntry(Names.OUTCOME, "result")
                .containsEntry(Names.WIDTH, 128L)
                .containsEntry(Names.HEIGHT, 96L);
        assertThat(stages()).containsExactly("queue", "parse", "decode", "batch", "infer", "encode", "turn");
        Spans.assertTree(frame, children());
        Segmentation answer = Segmentation.parseFrom(outcome.value());
        assertThat(span("infer").getAttributes().asMap())
                .containsEntry(Names.MODEL, answer.getModel().getName())
                .containsEntry(Names.VERSION, answer.getModel().getVersion())
                .containsEntry(Names.SHA256, answer.getModel().getSha256())
                .containsEntry(Names.BATCH_SIZE, 1L);
        assertThat(Spans.nanos(span("infer")))
                .as("the same run that the result tells of")
                .isEqualTo(com.google.protobuf.util.Durations.toNanos(
                        answer.getTimings().getInfer()));
        assertThat(Spans.nanos(span("batch"))).isNotNegative();
        assertThat(text(outcome, "traceparent"))
                .as("whoever reads the result goes on from the frame's span")
                .isEqualTo("00-" + TRACE + "-" + frame.getSpanId() + "-01");
        assertThat(text(outcome, "tracestate")).isEqualTo("vendor=7");
    }

    @Test
    void a_frame_that_fails_to_decode_has_spans_up_to_there_and_the_last_says_why() {
        ByteString half = picture.substring(0, picture.size() / 2);

        var outcome = outcome(all(), frame("f").setEncoded(half), headers(SAMPLED));

        assertThat(stages()).containsExactly("queue", "parse", "decode", "turn");
        assertThat(List.of(span("process frames.v1"), span("decode"))).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isNotBlank();
            assertThat(span.getAttributes().get(Names.ERROR)).isEqualTo("TRUNCATED_IMAGE");
            assertThat(span.getAttributes().get(Names.STAGE)).isEqualTo("DECODE");
        });
        assertThat(span("parse").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span("process frames.v1").getAttributes().get(Names.OUTCOME)).isEqualTo("failed");
        Spans.assertTree(span("process frames.v1"), children());
        assertThat(text(outcome, "traceparent"))
                .contains(span("process frames.v1").getSpanId());
        var letter = driver.createOutputTopic(TOPICS.deadLetters(), new ByteArrayDeserializer(), bytes())
                .readRecord();
        assertThat(text(letter, "traceparent"))
                .as("a letter is redriven in the trace that it came in")
                .isEqualTo(SAMPLED);
    }

    @Test
    void a_record_that_is_no_frame_fails_in_its_parse_span() {
        start(all());
        driver.createInputTopic(TOPICS.frames(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>("door".getBytes(UTF_8), new byte[] {7, 7, 7}, headers(SAMPLED)));

        assertThat(stages()).containsExactly("queue", "parse", "turn");
        assertThat(span("parse").getAttributes().get(Names.ERROR)).isEqualTo("NOT_A_FRAME");
        assertThat(span("process frames.v1").getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void a_model_that_fails_makes_its_run_the_span_that_failed_and_is_named_there() {
        byte[] pixels = new byte[32 * 32 * 3];
        pixels[0] = FakeModel.POISON;
        var poison = RawImage.newBuilder()
                .setWidth(32)
                .setHeight(32)
                .setFormat(RawImage.Format.RGB)
                .setPixels(ByteString.copyFrom(pixels));

        outcome(all(), frame("f").setRaw(poison).setModel("fake"), headers(SAMPLED));

        assertThat(stages()).containsExactly("queue", "parse", "decode", "infer", "turn");
        assertThat(span("infer").getStatus().getDescription()).contains("poison");
        assertThat(span("infer").getAttributes().asMap())
                .containsEntry(Names.ERROR, "MODEL_FAILED")
                .containsEntry(Names.MODEL, "fake")
                .doesNotContainKey(Names.BATCH_SIZE);
    }

    @Test
    void a_frame_that_is_too_old_is_no_error_and_its_spans_end_where_that_was_seen() {
        Frame.Builder old = frame("f")
                .setMaxAge(com.google.protobuf.Duration.newBuilder().setNanos(1_000_000))
                .setCapturedAt(Timestamps.fromMillis(System.currentTimeMillis() - 5000));

        outcome(all(), old, headers(SAMPLED));

        SpanData frame = span("process frames.v1");
        assertThat(stages()).containsExactly("queue", "parse", "turn");
        assertThat(frame.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(frame.getAttributes().get(Names.OUTCOME)).isEqualTo("skipped");
        assertThat(frame.getAttributes().get(Names.REASON)).isEqualTo("TOO_OLD");
        assertThat(frame.getAttributes().get(Names.AGE_MILLIS)).isBetween(5000L, 60_000L);
    }

    @Test
    void a_picture_that_is_fetched_has_a_span_for_that() throws Exception {
        Path file = Files.write(folder.resolve("picture.jpg"), picture.toByteArray());

        outcome(all(), frame("f").setUri(file.toUri().toString()), headers(SAMPLED));

        assertThat(stages()).containsExactly("queue", "parse", "fetch", "decode", "batch", "infer", "encode", "turn");
    }

    @Test
    void a_sender_that_does_not_trace_its_frame_is_taken_at_its_word() {
        var outcome = outcome(
                tracing(Sampler.parentBased(Sampler.alwaysOn())),
                frame("f"),
                headers("00-" + TRACE + "-" + SENDER + "-00"));

        assertThat(exported.getFinishedSpanItems()).isEmpty();
        assertThat(text(outcome, "traceparent")).startsWith("00-" + TRACE + "-").endsWith("-00");
    }

    @Test
    void frames_without_a_trace_are_traced_by_the_ratio() {
        var sampler = Sampler.parentBased(Sampler.traceIdRatioBased(0));

        var untraced = outcome(tracing(sampler), frame("f"), new RecordHeaders());

        assertThat(exported.getFinishedSpanItems()).isEmpty();
        assertThat(text(untraced, "traceparent")).endsWith("-00");
        driver.close();
        outcome(tracing(sampler), frame("g"), headers(SAMPLED));
        assertThat(span("process frames.v1").getTraceId()).isEqualTo(TRACE);
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
    void a_trace_context_that_is_none_begins_a_new_trace(String traceparent) {
        var outcome = outcome(all(), frame("f"), headers(traceparent));

        SpanData frame = span("process frames.v1");
        assertThat(frame.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(frame.getTraceId()).isNotEqualTo(TRACE);
        assertThat(text(outcome, "traceparent"))
                .isEqualTo("00-" + frame.getTraceId() + "-" + frame.getSpanId() + "-01");
    }

    private FrameTracing all() {
        return tracing(Sampler.parentBased(Sampler.alwaysOn()));
    }

    private FrameTracing tracing(Sampler sampler) {
        OpenTelemetry telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build();
        return new FrameSpans(telemetry, "cameras");
    }

    private void start(FrameTracing tracing) {
        var uris = new ClaimCheckOptions(
                List.of("file"), List.of(folder.toUri().toString()), false, Duration.ofSeconds(5), 1 << 20);
        FramePipeline pipeline = new FramePipeline(
                new ImageDecoder(new ImageLimits(1 << 20, 1_000_000)),
                new ClaimCheck(uris, () -> null),
                models,
                batcher,
                new FrameAgeLimits(false, Duration.ofMillis(500), Map.of(), Duration.ZERO, Clock.systemUTC()),
                workers);
        LookAhead lookAhead = new LookAhead(pipeline::submit, 8, 1 << 20, metrics);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        driver = new TopologyTestDriver(SegmentationTopology.of(TOPICS, lookAhead, metrics, tracing), settings);
    }

    private TestRecord<byte[], byte[]> outcome(FrameTracing tracing, Frame.Builder frame, RecordHeaders headers) {
        start(tracing);
        driver.createInputTopic(TOPICS.frames(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        "door".getBytes(UTF_8), frame.build().toByteArray(), headers, System.currentTimeMillis()));
        return driver.createOutputTopic(TOPICS.segmentations(), bytes(), bytes())
                .readRecord();
    }

    private static Frame.Builder frame(String id) {
        return Frame.newBuilder().setFrameId(id).setCapturedAt(Timestamps.now()).setEncoded(picture);
    }

    private static RecordHeaders headers(String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", traceparent.getBytes(UTF_8));
        return headers;
    }

    private static ByteArrayDeserializer bytes() {
        return new ByteArrayDeserializer();
    }

    private static String text(TestRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    private List<SpanData> children() {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().startsWith("process"))
                .toList();
    }

    private List<String> stages() {
        return children().stream().map(SpanData::getName).toList();
    }

    private SpanData span(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in " + stages()));
    }

    /** What holds of every frame's spans. */
    private static final class Spans {
        static void assertTree(SpanData frame, List<SpanData> stages) {
            long before = frame.getStartEpochNanos();
            for (SpanData stage : stages) {
                assertThat(stage.getTraceId()).isEqualTo(frame.getTraceId());
                assertThat(stage.getParentSpanId()).isEqualTo(frame.getSpanId());
                assertThat(stage.getStartEpochNanos())
                        .as(stage.getName() + " begins when the one before it has ended")
                        .isGreaterThanOrEqualTo(before);
                assertThat(stage.getEndEpochNanos()).isGreaterThanOrEqualTo(stage.getStartEpochNanos());
                before = stage.getEndEpochNanos();
            }
            assertThat(stages.get(0).getStartEpochNanos()).isEqualTo(frame.getStartEpochNanos());
            assertThat(before).isEqualTo(frame.getEndEpochNanos());
        }

        static long nanos(SpanData span) {
            return span.getEndEpochNanos() - span.getStartEpochNanos();
        }
    }
}
