package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.deadletter.DeadLetterHeaders;
import dev.eader.stream.OutputRefusals.Place;
import dev.eader.stream.OutputRefusals.Refusal;
import dev.eader.v1.Origin;
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
 * Makes the dead-letter record of a failed frame fit its topic. What does not fit is left out, and named in the header
 * {@value DeadLetterHeaders#CUT}: first the value, then the sender's headers and the key. The headers with the frame's origin remain, which
 * say where the whole record is.
 */
final class DeadLetterFit {
    private static final byte[] NO_VALUE = {};
    private static final int WHOLE = 0;
    private static final int WITHOUT_VALUE = 1;
    private static final int REFERENCE = 2;

    private final String topic;
    private final TopicLimits limits;
    private final OutputRefusals refusals;

    DeadLetterFit(String topic, TopicLimits limits, OutputRefusals refusals) {
        this.topic = topic;
        this.limits = limits;
        this.refusals = refusals;
    }

    /**
     * The dead-letter record.
     *
     * @param timestamp of the record, in milliseconds
     * @return empty when the topic does not accept even a reference
     */
    Optional<Record<byte[], byte[]>> fit(FrameRecord frame, FrameOutcome outcome, long timestamp) {
        TopicLimits.Limit limit = limits.of(topic);
        Refusal refusal = refusals.of(Place.of(frame), topic);
        OptionalLong replaced = FrameDeserializer.replacedBytes(frame.headers());
        int first = replaced.isPresent() ? WITHOUT_VALUE : WHOLE;
        for (int form = Math.max(first, refusal.attempts()); form <= REFERENCE; form++) {
            boolean needsKey = limit.needsKey() || refusal.attempts() > 0;
            Record<byte[], byte[]> letter = letter(frame, outcome, form, needsKey, replaced, timestamp);
            if (RecordSize.of(letter.key(), letter.value(), letter.headers()) <= limit.maxBytes()) {
                return Optional.of(letter);
            }
        }
        return Optional.empty();
    }

    private static Record<byte[], byte[]> letter(
            FrameRecord frame,
            FrameOutcome outcome,
            int form,
            boolean needsKey,
            OptionalLong replaced,
            long timestamp) {
        StringJoiner cut = new StringJoiner(",");
        byte[] key = frame.key();
        byte[] value = frame.value();
        Headers senders = frame.headers();
        long valueBytes = replaced.orElse(value == null ? 0 : value.length);
        if (form >= WITHOUT_VALUE && valueBytes > 0) {
            cut.add(DeadLetterHeaders.VALUE);
            value = NO_VALUE;
        }
        if (form >= REFERENCE) {
            cut.add(DeadLetterHeaders.HEADERS);
            senders = new RecordHeaders();
        }
        if (form >= REFERENCE || key == null && needsKey) {
            cut.add(DeadLetterHeaders.KEY);
            Origin origin = outcome.segmentation().getOrigin();
            key = String.format(Locale.ROOT, "%s-%d-%d", origin.getTopic(), origin.getPartition(), origin.getOffset())
                    .getBytes(UTF_8);
        }
        Headers headers = DeadLetterHeaders.of(outcome.segmentation(), senders);
        FrameDeserializer.removeMark(headers);
        if (cut.length() > 0) {
            headers.add(DeadLetterHeaders.CUT, cut.toString().getBytes(UTF_8));
            headers.add(DeadLetterHeaders.VALUE_BYTES, Long.toString(valueBytes).getBytes(UTF_8));
        }
        return new Record<>(key, value, timestamp, headers);
    }
}
