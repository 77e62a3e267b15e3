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

/** The first span of a frame that the service itself sends, up to the broker's word that it has it. */
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
                .setAttribute(Names.SYSTEM, "kafka")
                .setAttribute(Names.OPERATION, "send")
                .setAttribute(Names.TOPIC, record.topic())
                .setAttribute(Names.CAMERA, new String(record.key(), UTF_8))
                .setAttribute(Names.BYTES, (long) record.value().length)
                .startSpan();
        RecordHeaders.lead(Context.root().with(span), record.headers());
        return error -> {
            if (error != null) {
                span.setStatus(StatusCode.ERROR, String.valueOf(error.getMessage()));
                span.setAttribute(Names.ERROR, error.getClass().getName());
            }
            span.end();
        };
    }
}
