package dev.eader.stream;

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

/**
 * Makes an outcome fit its topic. An outcome that is too large, that Kafka refused or that cannot be serialized becomes a
 * failed one without attributes, and if that does not fit either, one that has little but its origin.
 */
final class OutcomeFit {
    private static final int MAX_MESSAGE = 1000;
    private static final int MAX_SHORT_MESSAGE = 200;

    private final String topic;
    private final TopicLimits limits;
    private final OutputRefusals refusals;
    private final Serializer<byte[]> framing;

    OutcomeFit(String topic, TopicLimits limits, OutputRefusals refusals, Serializer<byte[]> framing) {
        this.topic = topic;
        this.limits = limits;
        this.refusals = refusals;
        this.framing = framing;
    }

    /**
     * The outcome to send.
     *
     * @param value of the record, with the framing
     */
    record Fitted(FrameOutcome outcome, byte[] value) {}

    Fitted fit(FrameRecord frame, FrameOutcome outcome) {
        Refusal refusal = refusals.of(OutputRefusals.Place.of(frame), topic);
        long maxBytes = limits.of(topic).maxBytes();
        String reason = refusal.message();
        Code code = refusal.tooLarge() ? Code.OUTPUT_TOO_LARGE : Code.OUTPUT_REFUSED;
        FrameOutcome candidate = outcome;
        byte[] value = outcome.value();
        for (int attempt = 0; attempt < OutputRefusals.MAX_ATTEMPTS - 1; attempt++) {
            if (attempt > 0) {
                candidate = failed(outcome, code, reason, attempt > 1);
                value = candidate.value();
            }
            if (attempt < refusal.attempts()) {
                continue;
            }
            try {
                value = framing.serialize(topic, candidate.value());
            } catch (RuntimeException e) {
                code = Code.OUTPUT_REFUSED;
                reason = "the serializer of " + topic + " failed: " + e;
                continue;
            }
            long bytes = bytes(frame, candidate, value);
            if (bytes <= maxBytes) {
                break;
            }
            if (attempt == 0) {
                code = Code.OUTPUT_TOO_LARGE;
                reason = String.format(
                        Locale.ROOT,
                        "the outcome has %d bytes, and topic %s takes %d; ask for less in `wanted`, send fewer attributes, or raise its max.message.bytes and the producer's max.request.size",
                        bytes,
                        topic,
                        maxBytes);
            }
        }
        return new Fitted(candidate, value);
    }

    private static long bytes(FrameRecord frame, FrameOutcome outcome, byte[] value) {
        Headers headers = OutcomeHeaders.of(outcome);
        TraceContext.copy(frame.headers(), headers);
        byte[] key = outcome.segmentation().getCameraIdBytes().toByteArray();
        return RecordSize.withTrace(key, value, headers);
    }

    /** A frame that failed before keeps its code: it says what to repair. */
    private static FrameOutcome failed(FrameOutcome outcome, Code code, String reason, boolean isMinimal) {
        Failed before = outcome.segmentation().getFailed();
        Failed.Builder failed = outcome.failed()
                ? before.toBuilder()
                : Failed.newBuilder().setStage(Stage.ENCODE).setCode(code).setMessage(reason);
        failed.setMessage(FrameParser.truncate(failed.getMessage(), isMinimal ? MAX_SHORT_MESSAGE : MAX_MESSAGE));
        Segmentation.Builder reduced = outcome.segmentation().toBuilder()
                .setFailed(failed)
                .clearModel()
                .clearAttributes();
        if (isMinimal) {
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
