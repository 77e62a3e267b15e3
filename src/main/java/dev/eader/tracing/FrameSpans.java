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
 * A span for each frame, the child of its sender's, and a child of that for each stage.
 *
 * <p>They are made when the outcome is there, all at once, out of the times that were noted on the way: no stage knows of
 * spans, and of a frame that is not sampled nothing is made. A frame that is done again after a crash has spans for
 * either time.
 */
public final class FrameSpans implements FrameTracing {
    static final String SCOPE = "dev.eader";
    /** The last stage: its outcome is ready, and those before it in its partition are not sent yet. */
    static final String TURN = "turn";

    private final Tracer tracer;
    private final String group;
    private final Clock clock;

    /** @param group of the service's instances */
    public FrameSpans(OpenTelemetry telemetry, String group) {
        this.tracer = telemetry.getTracer(SCOPE);
        this.group = group;
        this.clock = Clock.systemUTC();
    }

    @Override
    public void trace(FrameRecord record, FrameOutcome outcome, Headers headers) {
        // one reading of both clocks leads from the one to the other, so that spans keep their order whatever is set
        long now = nanos(clock.instant());
        long offset = now - System.nanoTime();
        long polled = offset + outcome.timeline().polledNanos();
        Span frame = tracer.spanBuilder("process " + record.topic())
                .setParent(RecordHeaders.sender(record.headers()))
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
        RecordHeaders.lead(context, headers);
    }

    private void describe(Span frame, FrameRecord record, long polledMillis) {
        frame.setAttribute(Names.SYSTEM, "kafka");
        frame.setAttribute(Names.OPERATION, "process");
        frame.setAttribute(Names.TOPIC, record.topic());
        frame.setAttribute(Names.PARTITION, Integer.toString(record.partition()));
        frame.setAttribute(Names.OFFSET, record.offset());
        frame.setAttribute(Names.GROUP, group);
        frame.setAttribute(Names.BYTES, record.value() == null ? 0L : record.value().length);
        frame.setAttribute(Names.KAFKA_MILLIS, Math.max(0, polledMillis - record.timestamp()));
    }

    private static void describe(Span frame, Segmentation outcome) {
        frame.setAttribute(Names.CAMERA, outcome.getCameraId());
        frame.setAttribute(Names.FRAME, outcome.getFrameId());
        frame.setAttribute(Names.SEQUENCE, outcome.getSequence());
        frame.setAttribute(
                Names.AGE_MILLIS, Durations.toMillis(outcome.getTimings().getTotal()));
        frame.setAttribute(Names.OUTCOME, outcome.getOutcomeCase().name().toLowerCase(Locale.ROOT));
        if (outcome.hasResult()) {
            frame.setAttribute(Names.WIDTH, outcome.getResult().getWidth());
            frame.setAttribute(Names.HEIGHT, outcome.getResult().getHeight());
        } else if (outcome.hasSkipped()) {
            frame.setAttribute(Names.REASON, outcome.getSkipped().getReason().name());
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
            span.setAttribute(Names.MODEL, model.name());
            span.setAttribute(Names.VERSION, model.version());
            span.setAttribute(Names.SHA256, model.sha256());
        }
        if (timeline.batchSize() > 0) {
            span.setAttribute(Names.BATCH_SIZE, timeline.batchSize());
        }
    }

    private static void fail(Span span, Segmentation outcome) {
        span.setStatus(StatusCode.ERROR, outcome.getFailed().getMessage());
        span.setAttribute(Names.ERROR, outcome.getFailed().getCode().name());
        span.setAttribute(Names.STAGE, outcome.getFailed().getStage().name());
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
