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
 * Creates the headers of an outcome: a CloudEvent in the Kafka binding's binary mode. Source and type are the service's;
 * with those of the frame, a consumer could take the outcome for a frame.
 */
final class OutcomeHeaders {
    private OutcomeHeaders() {}

    static Headers of(Segmentation outcome) {
        Origin origin = outcome.getOrigin();
        Headers headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        // unique: each record of the frames topic has one outcome
        add(
                headers,
                "ce_id",
                String.format(Locale.ROOT, "%s-%d-%d", origin.getTopic(), origin.getPartition(), origin.getOffset()));
        add(headers, "ce_source", "/eader");
        add(headers, "ce_type", CloudEventHeaders.OUTCOME_TYPE);
        if (!outcome.getFrameId().isEmpty()) {
            add(headers, "ce_subject", outcome.getFrameId());
        }
        add(headers, "ce_time", Timestamps.toString(outcome.getCapturedAt()));
        add(headers, "content-type", "application/protobuf");
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
