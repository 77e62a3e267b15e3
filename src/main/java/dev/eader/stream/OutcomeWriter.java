package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.stream.OutputRefusals.Position;
import dev.eader.stream.OutputRefusals.Refusal;
import dev.eader.v1.Failed;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameParser;
import dev.eader.wire.FrameRecord;
import dev.eader.wire.TraceContext;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes an outcome as a record that its topic accepts. An outcome that is too large, that Kafka refused or that cannot be
 * serialized becomes a failed outcome; if that is not accepted either, a smaller one.
 */
final class OutcomeWriter {
    private static final int MAX_MESSAGE_CHARS = 1000;
    private static final int MAX_SHORT_MESSAGE_CHARS = 200;

    private final String topic;
    private final TopicLimits limits;
    private final OutputRefusals refusals;
    private final Serializer<byte[]> framing;

    OutcomeWriter(String topic, TopicOutput output) {
        this.topic = topic;
        this.limits = output.limits();
        this.refusals = output.refusals();
        this.framing = output.framing();
    }

    /** The forms of an outcome, in the order in which they are tried. */
    private enum Form {
        WHOLE,
        /** Failed, without model, attributes and timings of stages. */
        FAILED,
        /** As FAILED, without frame id and with a shorter message. */
        MINIMAL,
        /** As MINIMAL, without the framing of a schema registry. */
        UNFRAMED
    }

    /**
     * @param outcome the outcome that {@code record} contains
     * @param record with the trace context of the frame's record in its headers
     */
    record Output(FrameOutcome outcome, Record<byte[], byte[]> record) {}

    /** @param timestamp of the record, in milliseconds since 1970 */
    Output write(FrameRecord frame, FrameOutcome outcome, long timestamp) {
        Refusal refusal = refusals.of(Position.of(frame), topic);
        long maxBytes = limits.of(topic).maxBytes();
        Code code = refusal.tooLarge() ? Code.OUTPUT_TOO_LARGE : Code.OUTPUT_REFUSED;
        String reason = refusal.message();
        Form[] forms = Form.values();
        for (int i = Math.min(refusal.attempts(), Form.UNFRAMED.ordinal()); i < Form.UNFRAMED.ordinal(); i++) {
            FrameOutcome candidate = reduced(outcome, forms[i], code, reason);
            byte[] value;
            try {
                value = framing.serialize(topic, candidate.value());
            } catch (RuntimeException e) {
                code = Code.OUTPUT_REFUSED;
                reason = "the serializer of topic " + topic + " failed: " + e;
                continue;
            }
            Record<byte[], byte[]> record = record(frame, candidate, value, timestamp);
            long bytes = RecordSize.withTrace(record.key(), value, record.headers());
            if (bytes <= maxBytes || forms[i] == Form.MINIMAL) {
                return new Output(candidate, record);
            }
            if (forms[i] == Form.WHOLE) {
                code = Code.OUTPUT_TOO_LARGE;
                reason = String.format(
                        Locale.ROOT,
                        "the outcome must have at most %d bytes, the limit of topic %s, but has %d; ask for less in `wanted`, send fewer attributes, or raise the topic's max.message.bytes and the producer's max.request.size",
                        maxBytes,
                        topic,
                        bytes);
            }
        }
        FrameOutcome minimal = reduced(outcome, Form.UNFRAMED, code, reason);
        return new Output(minimal, record(frame, minimal, minimal.value(), timestamp));
    }

    private static Record<byte[], byte[]> record(
            FrameRecord frame, FrameOutcome outcome, byte[] value, long timestamp) {
        Headers headers = OutcomeHeaders.of(outcome.segmentation());
        TraceContext.copy(frame.headers(), headers);
        return new Record<>(key(frame, outcome), value, timestamp, headers);
    }

    /** Returns the camera id; empty when the frame has no key, so that the outcome is not taken for another camera's. */
    private static byte[] key(FrameRecord frame, FrameOutcome outcome) {
        String camera = frame.hasKey() ? outcome.segmentation().getCameraId() : "";
        return camera.getBytes(UTF_8);
    }

    /** A frame that had failed before keeps its code, because that names the first error. */
    private static FrameOutcome reduced(FrameOutcome outcome, Form form, Code code, String reason) {
        if (form == Form.WHOLE) {
            return outcome;
        }
        boolean minimal = form != Form.FAILED;
        Failed.Builder failed = outcome.hasFailed()
                ? outcome.segmentation().getFailed().toBuilder()
                : Failed.newBuilder().setStage(Stage.ENCODE).setCode(code).setMessage(reason);
        failed.setMessage(
                FrameParser.truncate(failed.getMessage(), minimal ? MAX_SHORT_MESSAGE_CHARS : MAX_MESSAGE_CHARS));
        Segmentation.Builder reduced = outcome.segmentation().toBuilder()
                .setFailed(failed)
                .clearModel()
                .clearAttributes();
        if (minimal) {
            reduced.clearFrameId();
        }
        reduced.setTimings(reduced.getTimings().toBuilder()
                .clearQueue()
                .clearDecode()
                .clearInfer()
                .clearEncode());
        return FrameOutcome.of(reduced.build(), outcome.timeline());
    }
}
