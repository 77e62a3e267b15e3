package dev.eader.tracing;

import com.google.protobuf.util.Durations;
import dev.eader.inference.model.ModelDescription;
import dev.eader.stream.FrameOutcome;
import dev.eader.stream.FrameStage;
import dev.eader.stream.FrameTimeline;
import dev.eader.stream.FrameTracing;
import dev.eader.stream.StageTime;
import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameRecord;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;

/**
 * Creates a span for each frame, as a child of its sender's span, with a child span for each stage.
 *
 * <p>All spans are created when the outcome is sent, from the times in {@link FrameTimeline}, so stages do not depend on
 * tracing and frames that are not sampled cost nothing. A frame that is processed again after a crash has spans of both
 * attempts. Thread-safe.
 */
public final class FrameSpans implements FrameTracing {
    static final String SCOPE = "dev.eader";
    /** Name of the last span: the outcome is complete and waits for the earlier frames of its partition. */
    static final String TURN = "turn";

    private final Tracer tracer;
    private final String group;
    private final Clock clock;

    /** @param group the service's consumer group */
    public FrameSpans(OpenTelemetry telemetry, String group) {
        this.tracer = telemetry.getTracer(SCOPE);
        this.group = group;
        this.clock = Clock.systemUTC();
    }

    @Override
    public void trace(FrameRecord record, FrameOutcome outcome, Headers headers) {
        // one offset between the two clocks for all spans, so that their order is kept even if the clock is set
        long now = nanos(clock.instant());
        long offset = now - System.nanoTime();
        long polled = offset + outcome.timeline().polledNanos();
        Span frame = tracer.spanBuilder("process " + record.topic())
                .setParent(TraceHeaders.extract(record.headers()))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(polled, TimeUnit.NANOSECONDS)
                .startSpan();
        Context context = Context.root().with(frame);
        if (frame.isRecording()) {
            describe(frame, record, TimeUnit.NANOSECONDS.toMillis(polled));
            describe(frame, outcome.segmentation());
            stages(context, outcome, offset, now);
        }
        frame.end(now, TimeUnit.NANOSECONDS);
        TraceHeaders.inject(context, headers);
    }

    private void describe(Span frame, FrameRecord record, long polledMillis) {
        frame.setAttribute(SpanAttributes.SYSTEM, "kafka");
        frame.setAttribute(SpanAttributes.OPERATION, "process");
        frame.setAttribute(SpanAttributes.TOPIC, record.topic());
        frame.setAttribute(SpanAttributes.PARTITION, Integer.toString(record.partition()));
        frame.setAttribute(SpanAttributes.OFFSET, record.offset());
        frame.setAttribute(SpanAttributes.GROUP, group);
        frame.setAttribute(SpanAttributes.BYTES, record.value() == null ? 0L : record.value().length);
        frame.setAttribute(SpanAttributes.KAFKA_MILLIS, Math.max(0, polledMillis - record.timestamp()));
    }

    private static void describe(Span frame, Segmentation outcome) {
        frame.setAttribute(SpanAttributes.CAMERA, outcome.getCameraId());
        frame.setAttribute(SpanAttributes.FRAME, outcome.getFrameId());
        frame.setAttribute(SpanAttributes.SEQUENCE, outcome.getSequence());
        frame.setAttribute(
                SpanAttributes.AGE_MILLIS,
                Durations.toMillis(outcome.getTimings().getTotal()));
        frame.setAttribute(
                SpanAttributes.OUTCOME, outcome.getOutcomeCase().name().toLowerCase(Locale.ROOT));
        if (outcome.hasResult()) {
            frame.setAttribute(SpanAttributes.WIDTH, outcome.getResult().getWidth());
            frame.setAttribute(SpanAttributes.HEIGHT, outcome.getResult().getHeight());
        } else if (outcome.hasSkipped()) {
            frame.setAttribute(
                    SpanAttributes.REASON, outcome.getSkipped().getReason().name());
        } else {
            fail(frame, outcome);
        }
    }

    private void stages(Context frame, FrameOutcome outcome, long offset, long now) {
        FrameTimeline timeline = outcome.timeline();
        List<StageTime> stages = timeline.stages();
        long ready = now;
        for (int i = 0; i < stages.size(); i++) {
            StageTime stage = stages.get(i);
            Span span = start(frame, stage.stage().name().toLowerCase(Locale.ROOT), offset + stage.startNanos());
            if (stage.stage() == FrameStage.INFER) {
                infer(span, timeline);
            }
            ready = offset + stage.endNanos();
            if (outcome.segmentation().hasFailed() && i == stages.size() - 1) {
                fail(span, outcome.segmentation());
            }
            span.end(ready, TimeUnit.NANOSECONDS);
        }
        start(frame, TURN, ready).end(now, TimeUnit.NANOSECONDS);
    }

    private Span start(Context frame, String name, long nanos) {
        return tracer.spanBuilder(name)
                .setParent(frame)
                .setStartTimestamp(nanos, TimeUnit.NANOSECONDS)
                .startSpan();
    }

    private static void infer(Span span, FrameTimeline timeline) {
        if (timeline.model().isPresent()) {
            ModelDescription model = timeline.model().get();
            span.setAttribute(SpanAttributes.MODEL, model.name());
            span.setAttribute(SpanAttributes.VERSION, model.version());
            span.setAttribute(SpanAttributes.SHA256, model.sha256());
        }
        if (timeline.batchSize() > 0) {
            span.setAttribute(SpanAttributes.BATCH_SIZE, timeline.batchSize());
        }
    }

    private static void fail(Span span, Segmentation outcome) {
        span.setStatus(StatusCode.ERROR, outcome.getFailed().getMessage());
        span.setAttribute(SpanAttributes.ERROR, outcome.getFailed().getCode().name());
        span.setAttribute(SpanAttributes.STAGE, outcome.getFailed().getStage().name());
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
