package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.wire.CloudEventHeaders;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of what is sent: CloudEvents' Kafka binding in binary mode, with a source and a type of our own (copying the
 * request's leads to loops), and on dead letters what went wrong.
 */
final class OutcomeHeaders {
    private OutcomeHeaders() {}

    static Headers of(FrameOutcome outcome) {
        Segmentation segmentation = outcome.segmentation();
        Origin origin = segmentation.getOrigin();
        Headers headers = new RecordHeaders();
        put(headers, "ce_specversion", "1.0");
        // the record it answers, which no other outcome answers
        put(
                headers,
                "ce_id",
                String.format(Locale.ROOT, "%s-%d-%d", origin.getTopic(), origin.getPartition(), origin.getOffset()));
        put(headers, "ce_source", "/eader");
        put(headers, "ce_type", CloudEventHeaders.OUTCOME_TYPE);
        if (!segmentation.getFrameId().isEmpty()) {
            put(headers, "ce_subject", segmentation.getFrameId());
        }
        put(headers, "ce_time", Timestamps.toString(segmentation.getCapturedAt()));
        put(headers, "content-type", "application/protobuf");
        return headers;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
