package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C trace context in a record's headers.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits: the parent of spans that continue the trace
 */
public record TraceContext(String traceId, String spanId) {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** Maximum size of a {@code tracestate}. W3C requires support for 512 bytes; longer ones could fill the outcome. */
    public static final int MAX_STATE_BYTES = 4096;

    private static final Pattern PARENT_FORMAT =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

    /** Returns the trace context; empty when there is none or it is not valid. */
    public static Optional<TraceContext> of(Headers headers) {
        Header parent = headers.lastHeader(PARENT);
        if (parent == null || parent.value() == null) {
            return Optional.empty();
        }
        var matcher = PARENT_FORMAT.matcher(new String(parent.value(), UTF_8));
        return matcher.matches() ? Optional.of(new TraceContext(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Copies the trace context, if it is valid. W3C requires this of programs that do not take part in the trace. */
    public static void copy(Headers from, Headers to) {
        to.remove(PARENT).remove(STATE);
        if (of(from).isPresent()) {
            to.add(from.lastHeader(PARENT));
            Header state = from.lastHeader(STATE);
            if (state != null && state.value() != null && state.value().length <= MAX_STATE_BYTES) {
                to.add(state);
            }
        }
    }
}
