package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.eader.broker.Topics;
import dev.eader.camera.FrameProducer;
import dev.eader.deadletter.DeadLetterHeaders;
import dev.eader.deadletter.Redriver;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameParser;
import dev.eader.wire.TraceContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** src/docs/asyncapi.yaml says what the code does, and nothing else. */
class AsyncApiTest {
    private static final Topics TOPICS = Topics.prefixed("");
    private static final Frame FRAME =
            TestFrames.frame("f1").setCameraId("door").build();

    private final JsonNode document = read();

    @Test
    void channels_are_the_topics_with_their_record_sizes() {
        assertThat(document.at("/asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/channels").size()).isEqualTo(3);
        assertChannel("frames", TOPICS.frames(), Topics.MAX_FRAME_BYTES);
        assertChannel("segmentations", TOPICS.segmentations(), Topics.MAX_RECORD_BYTES);
        assertChannel("deadLetters", TOPICS.deadLetters(), Topics.MAX_RECORD_BYTES);
    }

    @Test
    void the_service_reads_frames_and_writes_outcomes_and_dead_letters() {
        assertThat(document.at("/operations").size()).isEqualTo(3);
        assertThat(operation("receiveFrames")).isEqualTo("receive #/channels/frames");
        assertThat(operation("sendSegmentations")).isEqualTo("send #/channels/segmentations");
        assertThat(operation("sendDeadLetters")).isEqualTo("send #/channels/deadLetters");
    }

    @Test
    void messages_are_those_of_the_proto_files_keyed_by_camera() throws Exception {
        for (var entry : Map.of(
                        "frame", Frame.getDescriptor(),
                        "deadLetter", Frame.getDescriptor(),
                        "segmentation", Segmentation.getDescriptor())
                .entrySet()) {
            JsonNode message = message(entry.getKey());
            Descriptor type = entry.getValue();
            String file = type.getFile().getName();
            assertThat(message.at("/name").asText()).isEqualTo(type.getFullName());
            assertThat(message.at("/payload/schema").asText()).contains("import public \"" + file + "\";");
            assertThat(Files.readString(Path.of("proto", file))).contains("message " + type.getName() + " {");
            assertThat(message.at("/bindings/kafka/key/maxLength").asInt()).isEqualTo(FrameParser.MAX_ID_CHARS);
        }
    }

    @Test
    void headers_of_outcomes_are_those_that_are_sent() {
        Headers traced = new RecordHeaders()
                .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8))
                .add("tracestate", "a=b".getBytes(UTF_8));
        Headers all = OutcomeHeaders.of(outcome("f1"));
        TraceContext.copy(traced, all);
        Headers least = OutcomeHeaders.of(outcome(""));

        JsonNode headers = message("segmentation").at("/headers");
        assertThat(names(headers.at("/properties"))).isEqualTo(names(all));
        assertThat(texts(headers.at("/required"))).isEqualTo(names(least));
        assertConstants(headers, all);
    }

    @Test
    void headers_of_dead_letters_are_those_that_come_on_top_with_every_stage_and_code() {
        Headers added = DeadLetterHeaders.of(outcome("f1").segmentation(), new RecordHeaders());

        JsonNode headers = message("deadLetter").at("/headers");
        Set<String> withCut = new TreeSet<>(names(added));
        withCut.addAll(Set.of(DeadLetterHeaders.CUT, DeadLetterHeaders.VALUE_BYTES));
        assertThat(names(headers.at("/properties"))).isEqualTo(withCut);
        assertThat(texts(headers.at("/required"))).isEqualTo(names(added));
        assertThat(texts(headers.at("/properties/eader-stage/enum")))
                .isEqualTo(values(Failed.Stage.getDescriptor(), added, "eader-stage"));
        assertThat(texts(headers.at("/properties/eader-code/enum")))
                .isEqualTo(values(Failed.Code.getDescriptor(), added, "eader-code"));
    }

    @Test
    void headers_of_frames_are_our_senders_own_and_what_is_handed_on() {
        Headers sent = FrameProducer.record(TOPICS.frames(), FRAME).headers();
        Set<String> known = new TreeSet<>(names(sent));
        known.addAll(Set.of("tracestate", Redriver.REDRIVEN));

        JsonNode headers = message("frame").at("/headers");
        assertThat(names(headers.at("/properties"))).isEqualTo(known);
        assertThat(headers.has("required")).isFalse();
        assertThat(headers.at("/properties/ce_type/examples/0").asText()).isEqualTo(FrameProducer.EVENT_TYPE);
        assertConstants(headers, sent);
    }

    @Test
    void examples_are_messages_and_show_every_field_of_a_frame_and_of_a_segmentation() throws Exception {
        assertExamples("frame", Frame.newBuilder());
        assertExamples("segmentation", Segmentation.newBuilder());
    }

    @Test
    void no_reference_leads_nowhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(10).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
        });
    }

    private void assertChannel(String name, String topic, int mostBytes) {
        JsonNode channel = document.at("/channels/" + name);
        assertThat(channel.at("/address").asText()).isEqualTo(topic);
        assertThat(channel.at("/bindings/kafka/topicConfiguration/max.message.bytes")
                        .asInt())
                .isEqualTo(mostBytes);
    }

    private void assertExamples(String name, Message.Builder builder) throws Exception {
        Set<String> shown = new HashSet<>();
        for (JsonNode example : message(name).at("/examples")) {
            Message.Builder filled = builder.clone().clear();
            JsonFormat.parser().merge(example.at("/payload").toString(), filled);
            example.at("/payload").fieldNames().forEachRemaining(shown::add);
        }
        assertThat(shown)
                .isEqualTo(builder.getDescriptorForType().getFields().stream()
                        .map(FieldDescriptor::getJsonName)
                        .collect(toSet()));
    }

    /** What is said to be always the same is what is sent. */
    private void assertConstants(JsonNode headers, Headers sent) {
        for (Header header : sent) {
            JsonNode schema = headers.at("/properties/" + header.key());
            if (schema.has("$ref")) {
                schema = document.at(schema.get("$ref").asText().substring(1));
            }
            if (schema.has("const")) {
                assertThat(new String(header.value(), UTF_8))
                        .as(header.key())
                        .isEqualTo(schema.get("const").asText());
            }
            if (schema.has("pattern")) {
                assertThat(new String(header.value(), UTF_8))
                        .as(header.key())
                        .matches(schema.get("pattern").asText());
            }
        }
    }

    private JsonNode message(String name) {
        return document.at("/components/messages/" + name);
    }

    private String operation(String name) {
        JsonNode operation = document.at("/operations/" + name);
        return operation.at("/action").asText() + " "
                + operation.at("/channel/$ref").asText();
    }

    private static FrameOutcome outcome(String frameId) {
        return FrameOutcome.of(
                Segmentation.newBuilder()
                        .setFrameId(frameId)
                        .setFailed(Failed.newBuilder()
                                .setStage(Failed.Stage.DECODE)
                                .setCode(Failed.Code.CORRUPT_IMAGE)
                                .setMessage("no"))
                        .build(),
                new FrameTimeline(0));
    }

    private static Set<String> values(EnumDescriptor values, Headers sent, String header) {
        Set<String> names = values.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(value -> value.getName())
                .collect(toCollection(TreeSet::new));
        assertThat(names).contains(new String(sent.lastHeader(header).value(), UTF_8));
        return names;
    }

    private static Set<String> names(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .map(Header::key)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Path.of("src/docs/asyncapi.yaml").toFile());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
