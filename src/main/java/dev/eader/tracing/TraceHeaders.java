package dev.eader.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.wire.TraceContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads and writes the W3C trace context in the headers of a record. */
final class TraceHeaders {
    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return List.of(TraceContext.PARENT, TraceContext.STATE);
        }

        @Override
        public String get(Headers headers, String name) {
            Header header = headers.lastHeader(name);
            return header == null || header.value() == null || header.value().length > TraceContext.MAX_STATE_BYTES
                    ? null
                    : new String(header.value(), UTF_8);
        }
    };

    private TraceHeaders() {}

    /** Returns the sender's context; the root context when there is none or it is not valid. */
    static Context extract(Headers headers) {
        return W3C.extract(Context.root(), headers, GETTER);
    }

    /** Replaces the trace context in the headers by this one. */
    static void inject(Context context, Headers headers) {
        headers.remove(TraceContext.PARENT).remove(TraceContext.STATE);
        W3C.inject(context, headers, (to, name, value) -> to.add(name, value.getBytes(UTF_8)));
    }
}
