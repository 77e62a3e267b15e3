package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C trace context that a record's headers carry.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits: whose children go on with the trace
 */
public record TraceContext(String traceId, String spanId) {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** Bytes of a trace state; W3C asks for 512, and what is passed on must leave room for the outcome. */
    public static final int MAX_STATE = 4096;

    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

    /** Empty where there is none, or none that is valid. */
    public static Optional<TraceContext> of(Headers headers) {
        Header parent = headers.lastHeader(PARENT);
        if (parent == null || parent.value() == null) {
            return Optional.empty();
        }
        var form = FORM.matcher(new String(parent.value(), UTF_8));
        return form.matches() ? Optional.of(new TraceContext(form.group(1), form.group(2))) : Optional.empty();
    }

    /** As W3C has it for those who take no part in a trace: it is passed on as it came. */
    public static void copy(Headers from, Headers to) {
        to.remove(PARENT).remove(STATE);
        if (of(from).isPresent()) {
            to.add(from.lastHeader(PARENT));
            Header state = from.lastHeader(STATE);
            if (state != null && state.value() != null && state.value().length <= MAX_STATE) {
                to.add(state);
            }
        }
    }
}
