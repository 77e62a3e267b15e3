package dev.eader.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.broker.Topics;
import dev.eader.camera.FrameProducer;
import dev.eader.camera.SceneSource;
import dev.eader.faults.Processes;
import dev.eader.faults.ServiceProcess;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Traces and logs of a running service with the embedded broker and an OTLP collector. {@code -Deader.docs.write=true}
 * writes src/docs/trace.json.
 */
class TracingIT {
    private static final Topics TOPICS = Topics.prefixed("");
    private static final String GOOD = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String BAD = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void one_trace_from_sender_to_result_with_log_fields() throws Exception {
        try (var collector = new Collector()) {
            var service = processes.service(
                    Map.of(),
                    List.of(
                            "eader.broker.port=0",
                            "eader.model.bundled=scenes",
                            "eader.model.default=scenes",
                            "eader.demo.fps=2",
                            "eader.log.format=JSON",
                            "eader.tracing.endpoint=" + collector.url(),
                            "quarkus.otel.bsp.schedule.delay=100ms"));
            String bootstrap = service.embedded();
            service.awaitReady();
            ByteString picture = picture();
            send(bootstrap, frame("good", picture), GOOD);
            send(bootstrap, frame("bad", picture.substring(0, picture.size() / 2)), BAD);

            Map<String, ConsumerRecord<byte[], byte[]>> outcomes = outcomes(bootstrap);
            awaitSpans(collector, GOOD, 8);
            awaitSpans(collector, BAD, 5);

            assertWhole(collector, outcomes.get("good"));
            assertFailed(collector, outcomes.get("bad"));
            assertDemoCamera(collector);
            assertLog(service, collector);
            if (Boolean.getBoolean("eader.docs.write")) {
                Files.writeString(Path.of("src/docs/trace.json"), collector.json(GOOD));
            }
        }
    }

    private static void assertWhole(Collector collector, ConsumerRecord<byte[], byte[]> outcome) throws Exception {
        List<Span> trace = collector.trace(GOOD);
        Span frame = named(trace, "process frames.v1");
        assertThat(Collector.hex(frame.getParentSpanId())).isEqualTo(SENDER);
        assertThat(frame.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
        assertThat(attributes(frame))
                .containsEntry("eader.camera.id", "door")
                .containsEntry("eader.frame.id", "good")
                .containsEntry("eader.outcome", "result")
                .containsEntry("messaging.destination.name", "frames.v1")
                .containsEntry("messaging.consumer.group.name", "eader");
        assertStages(trace, frame, "queue", "parse", "decode", "batch", "infer", "encode", "turn");
        Segmentation answer = Segmentation.parseFrom(outcome.value());
        Span infer = named(trace, "infer");
        assertThat(attributes(infer))
                .containsEntry("eader.model.name", answer.getModel().getName())
                .containsEntry("eader.model.sha256", answer.getModel().getSha256())
                .containsEntry("eader.batch.size", "1");
        assertThat(infer.getEndTimeUnixNano() - infer.getStartTimeUnixNano())
                .isEqualTo(Durations.toNanos(answer.getTimings().getInfer()));
        assertThat(header(outcome, "traceparent"))
                .isEqualTo("00-" + GOOD + "-" + Collector.hex(frame.getSpanId()) + "-01");
        assertThat(collector.resource().getAttributesList()).anySatisfy(attribute -> assertThat(
                        attribute.getKey() + "=" + attribute.getValue().getStringValue())
                .isEqualTo("service.name=eader"));
    }

    private static void assertFailed(Collector collector, ConsumerRecord<byte[], byte[]> outcome) {
        List<Span> trace = collector.trace(BAD);
        Span frame = named(trace, "process frames.v1");
        assertThat(Collector.hex(frame.getParentSpanId())).isEqualTo(SENDER);
        assertStages(trace, frame, "queue", "parse", "decode", "turn");
        assertThat(List.of(frame, named(trace, "decode"))).allSatisfy(span -> {
            assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(span))
                    .containsEntry("error.type", "TRUNCATED_IMAGE")
                    .containsEntry("eader.failed.stage", "DECODE");
        });
        assertThat(header(outcome, "traceparent")).contains(BAD).contains(Collector.hex(frame.getSpanId()));
    }

    /** The service's demo camera starts each trace with a send span, the parent of the frame's span. */
    private static void assertDemoCamera(Collector collector) {
        List<Span> trace = Awaitility.await("a frame of the demo camera")
                .atMost(PATIENCE)
                .until(
                        () -> collector.all().stream()
                                .filter(span -> span.getName().equals("send frames.v1"))
                                .map(span -> collector.trace(Collector.hex(span.getTraceId())))
                                .filter(spans -> spans.size() == 9)
                                .findFirst()
                                .orElse(List.of()),
                        spans -> !spans.isEmpty());
        Span sent = named(trace, "send frames.v1");
        Span frame = named(trace, "process frames.v1");
        assertThat(sent.getParentSpanId().isEmpty()).isTrue();
        assertThat(frame.getParentSpanId()).isEqualTo(sent.getSpanId());
        assertThat(frame.getStartTimeUnixNano()).isGreaterThanOrEqualTo(sent.getStartTimeUnixNano());
        assertThat(attributes(sent)).containsEntry("eader.camera.id", "demo");
    }

    /** Each log line is a JSON object; the line of the failed frame has its position and trace. */
    private static void assertLog(ServiceProcess service, Collector collector) throws Exception {
        ObjectMapper json = new ObjectMapper();
        service.awaitOut("(TRUNCATED_IMAGE).*\n");
        String out = service.out();
        List<JsonNode> lines = new ArrayList<>();
        // lines before the start of the service are text, and the last line may be incomplete
        for (String line :
                out.substring(out.indexOf("\n{") + 1, out.lastIndexOf('\n')).split("\n")) {
            lines.add(json.readTree(line));
        }
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.path("message").asText()).contains("Listening on"));
        JsonNode failed = lines.stream()
                .filter(line -> line.path("message").asText().contains("TRUNCATED_IMAGE"))
                .findFirst()
                .orElseThrow();
        assertThat(failed.path("level").asText()).isEqualTo("WARN");
        assertThat(failed.path("loggerName").asText()).isEqualTo("dev.eader.stream.FrameLog");
        assertThat(failed.path("mdc").path("camera").asText()).isEqualTo("door");
        assertThat(failed.path("mdc").path("frame").asText()).isEqualTo("bad");
        assertThat(failed.path("mdc").path("topic").asText()).isEqualTo("frames.v1");
        assertThat(failed.path("mdc").path("code").asText()).isEqualTo("TRUNCATED_IMAGE");
        assertThat(failed.path("mdc").path("traceId").asText()).isEqualTo(BAD);
        assertThat(failed.path("mdc").path("spanId").asText())
                .isEqualTo(Collector.hex(
                        named(collector.trace(BAD), "process frames.v1").getSpanId()));
    }

    /** Asserts that the stages do not overlap and reach from start to end of the frame's span. */
    private static void assertStages(List<Span> trace, Span frame, String... names) {
        List<Span> stages = trace.stream().filter(span -> span != frame).toList();
        assertThat(stages.stream().map(Span::getName)).containsExactlyInAnyOrder(names);
        long before = frame.getStartTimeUnixNano();
        for (String name : names) {
            Span stage = named(stages, name);
            assertThat(stage.getParentSpanId()).isEqualTo(frame.getSpanId());
            assertThat(stage.getStartTimeUnixNano()).as(name).isGreaterThanOrEqualTo(before);
            assertThat(stage.getEndTimeUnixNano()).as(name).isGreaterThanOrEqualTo(stage.getStartTimeUnixNano());
            before = stage.getEndTimeUnixNano();
        }
        assertThat(before).isEqualTo(frame.getEndTimeUnixNano());
    }

    private static void awaitSpans(Collector collector, String trace, int count) {
        Awaitility.await("spans of " + trace)
                .atMost(PATIENCE)
                .until(() -> collector.trace(trace).size(), there -> there == count);
    }

    private static Span named(List<Span> trace, String name) {
        return trace.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + trace));
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? Long.toString(attribute.getValue().getIntValue())
                                : attribute.getValue().getStringValue()));
    }

    private static ByteString picture() throws Exception {
        try (var scenes = new SceneSource(1, 320, 192, 10)) {
            return ByteString.copyFrom(scenes.next().orElseThrow().encoded());
        }
    }

    private static Frame frame(String id, ByteString picture) {
        return Frame.newBuilder()
                .setCameraId("door")
                .setFrameId(id)
                .setCapturedAt(Timestamps.now())
                .setEncoded(picture)
                .build();
    }

    /** A frame of a sender that traces. */
    private static void send(String bootstrap, Frame frame, String trace) throws Exception {
        var record = FrameProducer.record(TOPICS.frames(), frame);
        record.headers()
                .remove("traceparent")
                .add("traceparent", ("00-" + trace + "-" + SENDER + "-01").getBytes(UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** Reads the outcomes of this test's frames. */
    private static Map<String, ConsumerRecord<byte[], byte[]>> outcomes(String bootstrap) {
        Map<String, ConsumerRecord<byte[], byte[]>> outcomes = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(TOPICS.segmentations()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await("two outcomes").pollInSameThread().atMost(PATIENCE).until(() -> {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (new String(record.key(), UTF_8).equals("door")) {
                        outcomes.put(header(record, "ce_subject"), record);
                    }
                }
                return outcomes.size() == 2;
            });
        }
        return outcomes;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
