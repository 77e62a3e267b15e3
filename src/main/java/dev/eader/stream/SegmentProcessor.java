package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.observe.Observing;
import dev.eader.stream.OutputRefusals.Place;
import dev.eader.wire.FrameRecord;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Picks up the outcome of each record, in the record's turn, and sends it on. */
final class SegmentProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final LookAhead lookAhead;
    private final FrameMetrics metrics;
    private final FrameTracing tracing;
    private final FrameLog log;
    private final Topics topics;
    private final OutputRefusals refusals;
    private final OutcomeFit outcomes;
    private final DeadLetterFit deadLetters;
    private final InstantSource clock = InstantSource.system();
    private ProcessorContext<byte[], byte[]> context;

    SegmentProcessor(
            LookAhead lookAhead,
            FrameMetrics metrics,
            FrameTracing tracing,
            FrameLog log,
            Topics topics,
            TopicOutput output) {
        this.lookAhead = lookAhead;
        this.metrics = metrics;
        this.tracing = tracing;
        this.log = log;
        this.topics = topics;
        this.refusals = output.refusals();
        outcomes = new OutcomeFit(topics.segmentations(), output.limits(), refusals, output.framing());
        deadLetters = new DeadLetterFit(topics.deadLetters(), output.limits(), refusals);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        FrameRecord frame = new FrameRecord(
                at.topic(),
                at.partition(),
                at.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers(),
                System.nanoTime());
        send(frame, join(frame));
    }

    private void send(FrameRecord frame, FrameOutcome complete) {
        OutcomeFit.Fitted fitted = outcomes.fit(frame, complete);
        FrameOutcome outcome = fitted.outcome();
        Headers headers = OutcomeHeaders.of(outcome);
        if (!Observing.run("the trace of a frame", () -> tracing.trace(frame, outcome, headers))) {
            FrameTracing.OFF.trace(frame, outcome, headers);
        }
        Place place = Place.of(frame);
        refusals.sending(place);
        byte[] camera = key(frame, outcome);
        long written = timestamp(frame, topics.segmentations());
        context.forward(new Record<>(camera, fitted.value(), written, headers), SegmentationTopology.SEGMENTATIONS);
        if (outcome.failed()) {
            deadLetters
                    .fit(frame, outcome, timestamp(frame, topics.deadLetters()))
                    .ifPresentOrElse(
                            letter -> context.forward(letter, SegmentationTopology.DEAD_LETTERS),
                            () -> Observing.run("a dead letter that was left out", () -> log.leftOut(outcome)));
        }
        Observing.run("the metrics of a frame", () -> metrics.sent(outcome));
        Observing.run("the log line of a frame", () -> log.tell(outcome, headers));
    }

    /** Now, so that retention counts from here; the time of the frame's record where Kafka refused the former. */
    private long timestamp(FrameRecord frame, String topic) {
        return refusals.of(Place.of(frame), topic).timestamp() ? frame.timestamp() : clock.millis();
    }

    private FrameOutcome join(FrameRecord frame) {
        try {
            return lookAhead.join(frame);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a frame's outcome; it is not committed", e);
        }
    }

    /** The camera id; empty where the frame's own key is not one, so that no camera gets outcomes of another's frames. */
    private static byte[] key(FrameRecord frame, FrameOutcome outcome) {
        String camera = frame.hasKey() ? outcome.segmentation().getCameraId() : "";
        return camera.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // the task ends here, or goes elsewhere: whoever has its partition next begins at the last commit
        lookAhead.drop(context.taskId().partition());
    }
}
