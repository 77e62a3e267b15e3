package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Failed;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of what is sent: CloudEvents' Kafka binding in binary mode, with a source and a type of our own (copying the
 * request's leads to loops), W3C trace context, and on dead letters what went wrong.
 */
final class OutcomeHeaders {
    private static final Pattern TRACE = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})");

    /** Bytes of a trace state; W3C asks for 512, and what is passed on must leave room for the outcome. */
    private static final int MOST_STATE = 4096;

    private OutcomeHeaders() {}

    static Headers of(Outcome outcome, Headers frame) {
        Segmentation segmentation = outcome.segmentation();
        Origin origin = segmentation.getOrigin();
        Headers headers = new RecordHeaders();
        put(headers, "ce_specversion", "1.0");
        // the record it answers, which no other outcome answers
        put(headers, "ce_id", "%s-%d-%d".formatted(origin.getTopic(), origin.getPartition(), origin.getOffset()));
        put(headers, "ce_source", "/eader");
        put(headers, "ce_type", CloudEventHeaders.OUTCOME_TYPE);
        if (!segmentation.getFrameId().isEmpty()) {
            put(headers, "ce_subject", segmentation.getFrameId());
        }
        put(headers, "ce_time", Timestamps.toString(segmentation.getCapturedAt()));
        put(headers, "content-type", "application/protobuf");
        trace(headers, frame);
        return headers;
    }

    /** All that the frame had, and why it is here. */
    static Headers ofDeadLetter(Outcome outcome, Headers frame) {
        Failed failed = outcome.segmentation().getFailed();
        Origin origin = outcome.segmentation().getOrigin();
        Headers headers = new RecordHeaders(frame);
        put(headers, "eader-stage", failed.getStage().name());
        put(headers, "eader-code", failed.getCode().name());
        put(headers, "eader-message", failed.getMessage());
        put(headers, "eader-origin-topic", origin.getTopic());
        put(headers, "eader-origin-partition", Integer.toString(origin.getPartition()));
        put(headers, "eader-origin-offset", Long.toString(origin.getOffset()));
        return headers;
    }

    /** The frame's trace goes on, in a step of its own. */
    private static void trace(Headers headers, Headers frame) {
        Header parent = frame.lastHeader("traceparent");
        if (parent == null || parent.value() == null) {
            return;
        }
        var trace = TRACE.matcher(new String(parent.value(), UTF_8));
        if (trace.matches()) {
            long span = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
            put(headers, "traceparent", "00-%s-%016x-%s".formatted(trace.group(1), span, trace.group(2)));
            Header state = frame.lastHeader("tracestate");
            if (state != null && state.value() != null && state.value().length <= MOST_STATE) {
                headers.add(state);
            }
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }
}
