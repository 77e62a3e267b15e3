package dev.eader.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.camera.SendTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Creates a root span for each frame that the service itself sends, until the broker acknowledges it. Thread-safe. */
public final class SendSpans implements SendTracer {
    private final Tracer tracer;

    public SendSpans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(FrameSpans.SCOPE);
    }

    @Override
    public Consumer<Exception> startSend(ProducerRecord<byte[], byte[]> record) {
        Span span = tracer.spanBuilder("send " + record.topic())
                .setNoParent()
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(SpanAttributes.SYSTEM, "kafka")
                .setAttribute(SpanAttributes.OPERATION, "send")
                .setAttribute(SpanAttributes.TOPIC, record.topic())
                .setAttribute(SpanAttributes.CAMERA, new String(record.key(), UTF_8))
                .setAttribute(SpanAttributes.BYTES, (long) record.value().length)
                .startSpan();
        TraceHeaders.inject(Context.root().with(span), record.headers());
        return error -> {
            if (error != null) {
                span.setStatus(StatusCode.ERROR, String.valueOf(error.getMessage()));
                span.setAttribute(SpanAttributes.ERROR, error.getClass().getName());
            }
            span.end();
        };
    }
}
