package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.deadletter.DeadLetterHeaders;
import dev.eader.stream.OutputRefusals.Position;
import dev.eader.stream.OutputRefusals.Refusal;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameDeserializer;
import dev.eader.wire.FrameRecord;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes the record of a failed frame as a dead-letter record that its topic accepts. Parts that do not fit are left out and
 * named in the header {@value DeadLetterHeaders#CUT}: first the value, then the sender's headers and the key. The headers
 * with the position of the frame's record remain.
 */
final class DeadLetterWriter {
    private static final byte[] NO_VALUE = {};

    private final String topic;
    private final TopicLimits limits;
    private final OutputRefusals refusals;

    DeadLetterWriter(String topic, TopicOutput output) {
        this.topic = topic;
        this.limits = output.limits();
        this.refusals = output.refusals();
    }

    /** The forms of a dead letter, in the order in which they are tried. */
    private enum Form {
        WHOLE,
        WITHOUT_VALUE,
        /** Without value and sender's headers, and with a key of the service. */
        REFERENCE
    }

    /**
     * @param outcome a failed one
     * @param timestamp of the record, in milliseconds since 1970
     * @return empty when the topic does not accept even a reference
     */
    Optional<Record<byte[], byte[]>> write(FrameRecord frame, Segmentation outcome, long timestamp) {
        TopicLimits.Limit limit = limits.of(topic);
        Refusal refusal = refusals.of(Position.of(frame), topic);
        boolean needsKey = limit.needsKey() || refusal.attempts() > 0;
        boolean isReplaced = FrameDeserializer.replacedBytes(frame.headers()).isPresent();
        int first = Math.max(refusal.attempts(), isReplaced ? Form.WITHOUT_VALUE.ordinal() : 0);
        for (Form form : Form.values()) {
            if (form.ordinal() >= first) {
                Record<byte[], byte[]> record = record(frame, outcome, form, needsKey, timestamp);
                if (RecordSize.of(record.key(), record.value(), record.headers()) <= limit.maxBytes()) {
                    return Optional.of(record);
                }
            }
        }
        return Optional.empty();
    }

    private static Record<byte[], byte[]> record(
            FrameRecord frame, Segmentation outcome, Form form, boolean needsKey, long timestamp) {
        StringJoiner cut = new StringJoiner(",");
        byte[] key = frame.key();
        byte[] value = frame.value();
        Headers senderHeaders = frame.headers();
        OptionalLong replaced = FrameDeserializer.replacedBytes(senderHeaders);
        long valueBytes = replaced.orElse(value == null ? 0 : value.length);
        if (form != Form.WHOLE && valueBytes > 0) {
            cut.add(DeadLetterHeaders.VALUE);
            value = NO_VALUE;
        }
        if (form == Form.REFERENCE) {
            cut.add(DeadLetterHeaders.HEADERS);
            senderHeaders = new RecordHeaders();
        }
        if (form == Form.REFERENCE || key == null && needsKey) {
            cut.add(DeadLetterHeaders.KEY);
            Origin origin = outcome.getOrigin();
            key = String.format(Locale.ROOT, "%s-%d-%d", origin.getTopic(), origin.getPartition(), origin.getOffset())
                    .getBytes(UTF_8);
        }
        Headers headers = DeadLetterHeaders.of(outcome, senderHeaders);
        FrameDeserializer.removeMarker(headers);
        if (cut.length() > 0) {
            headers.add(DeadLetterHeaders.CUT, cut.toString().getBytes(UTF_8));
            headers.add(DeadLetterHeaders.VALUE_BYTES, Long.toString(valueBytes).getBytes(UTF_8));
        }
        return new Record<>(key, value, timestamp, headers);
    }
}
