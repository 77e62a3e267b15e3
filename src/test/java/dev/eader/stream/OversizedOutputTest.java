package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.v1.Failed.Code;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FramingSerializer;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Outcomes and dead letters that do not fit their topics, without a broker. */
class OversizedOutputTest {
    private static final int LIMIT = 20_000;

    private final OutputRefusals refusals = new OutputRefusals();
    private boolean compacted;

    private TestTopology topology(Serializer<byte[]> framing) {
        return TestTopology.builder()
                .framing(framing)
                .limits(topic -> new TopicLimits.Limit(LIMIT, compacted))
                .refusals(refusals)
                .start();
    }

    @Test
    void outcome_larger_than_its_topic_fails_without_attributes() throws Exception {
        byte[] frame = TestFrames.frame("f")
                .putAttributes("large", "x".repeat(LIMIT))
                .build()
                .toByteArray();
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            Segmentation outcome = topology.process(frame);
            assertThat(outcome.getFailed().getCode()).isEqualTo(Code.OUTPUT_TOO_LARGE);
            assertThat(outcome.getFrameId()).isEqualTo("f");
            assertThat(outcome.getAttributesMap()).isEmpty();
            assertCut(topology.deadLetter(), "value", frame.length);
            assertThat(topology.process(TestFrames.frame("next").build().toByteArray())
                            .hasResult())
                    .isTrue();
        }
    }

    @Test
    void failed_outcome_larger_than_its_topic_keeps_its_code() throws Exception {
        Frame frame = TestFrames.frame("f")
                .setModel("nobody")
                .putAttributes("large", "x".repeat(LIMIT))
                .build();
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            assertThat(topology.process(frame.toByteArray()).getFailed().getCode())
                    .isEqualTo(Code.UNKNOWN_MODEL);
        }
    }

    @Test
    void dead_letter_with_large_headers_becomes_a_reference() {
        byte[] frame = TestFrames.frame("f").setModel("nobody").build().toByteArray();
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", new byte[LIMIT]);
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            topology.send(frame, headers);
            TestRecord<byte[], byte[]> deadLetter = topology.deadLetter();
            assertCut(deadLetter, "value,headers,key", frame.length);
            assertThat(deadLetter.headers().lastHeader("large")).isNull();
            assertThat(header(deadLetter, "eader-origin-offset")).isEqualTo("0");
        }
    }

    @Test
    void dead_letter_without_key_gets_one_on_compacted_topic() {
        compacted = true;
        byte[] frame = TestFrames.frame("f").build().toByteArray();
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            topology.send(null, frame, new RecordHeaders());
            TestRecord<byte[], byte[]> deadLetter = topology.deadLetter();
            assertThat(deadLetter.value()).isEqualTo(frame);
            assertThat(deadLetter.key()).isEqualTo("frames.v1-0-0".getBytes(UTF_8));
            assertCut(deadLetter, "key", frame.length);
        }
    }

    @Test
    void serializer_that_throws_fails_the_frame() throws Exception {
        Serializer<byte[]> broken = (topic, value) -> {
            if (new String(value, UTF_8).contains("label")) {
                throw new IllegalStateException("broken serializer");
            }
            return value;
        };
        try (TestTopology topology = topology(broken)) {
            Segmentation outcome = topology.process(
                    TestFrames.frame("f").putAttributes("label", "1").build().toByteArray());
            assertThat(outcome.getFailed().getCode()).isEqualTo(Code.OUTPUT_REFUSED);
            assertThat(outcome.getFailed().getMessage()).contains("broken serializer");
            assertThat(topology.deadLetter().headers().lastHeader("eader-cut")).isNull();
        }
    }

    @Test
    void record_that_kafka_refused_becomes_smaller() throws Exception {
        OutputRefusals.Position first = new OutputRefusals.Position("frames.v1", 0, 0);
        refusals.add(first, "segmentations.v1", new RecordTooLargeException("too large for the broker"));
        refusals.add(first, "frames.dlq.v1", new RecordTooLargeException("too large for the broker"));
        byte[] frame = TestFrames.frame("f").build().toByteArray();
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            Segmentation outcome = topology.process(frame);
            assertThat(outcome.getFailed().getCode()).isEqualTo(Code.OUTPUT_TOO_LARGE);
            assertThat(outcome.getFailed().getMessage()).isEqualTo("too large for the broker");
            assertCut(topology.deadLetter(), "value", frame.length);
        }
    }

    @Test
    void refused_timestamp_is_replaced_by_that_of_the_record() {
        byte[] frame = TestFrames.frame("f").setModel("nobody").build().toByteArray();
        refusals.add(
                new OutputRefusals.Position("frames.v1", 0, 1),
                "frames.dlq.v1",
                new InvalidTimestampException("out of range"));
        try (TestTopology topology = topology(FramingSerializer.raw())) {
            topology.send(frame, new RecordHeaders());
            assertThat(topology.deadLetter().getRecordTime())
                    .isAfter(Instant.now().minus(Duration.ofMinutes(5)));
            topology.send(frame, new RecordHeaders());
            assertThat(topology.deadLetter().timestamp()).isEqualTo(TestFrames.TAKEN_MILLIS);
        }
    }

    private static void assertCut(TestRecord<byte[], byte[]> deadLetter, String parts, int bytes) {
        assertThat(header(deadLetter, "eader-cut")).isEqualTo(parts);
        assertThat(header(deadLetter, "eader-value-bytes")).isEqualTo(Integer.toString(bytes));
    }

    private static String header(TestRecord<byte[], byte[]> deadLetter, String name) {
        return new String(deadLetter.headers().lastHeader(name).value(), UTF_8);
    }
}
