package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.observe.Observing;
import dev.eader.stream.OutputRefusals.Position;
import dev.eader.wire.FrameRecord;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Joins the outcome of each frame and forwards it, and a dead letter if it failed. Runs on a stream thread. */
final class SegmentProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final LookAhead lookAhead;
    private final FrameMetrics metrics;
    private final FrameTracing tracing;
    private final FrameLog log;
    private final Topics topics;
    private final OutputRefusals refusals;
    private final OutcomeWriter outcomes;
    private final DeadLetterWriter deadLetters;
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
        refusals = output.refusals();
        outcomes = new OutcomeWriter(topics.segmentations(), output);
        deadLetters = new DeadLetterWriter(topics.deadLetters(), output);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        FrameRecord frame = new FrameRecord(
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers(),
                System.nanoTime());
        forward(frame, join(frame));
    }

    private FrameOutcome join(FrameRecord frame) {
        try {
            return lookAhead.join(frame);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while waiting for the outcome of a frame; its offset is not committed", e);
        }
    }

    private void forward(FrameRecord frame, FrameOutcome joined) {
        OutcomeWriter.Output output = outcomes.write(frame, joined, timestamp(frame, topics.segmentations()));
        FrameOutcome outcome = output.outcome();
        Headers headers = output.record().headers();
        if (!Observing.run("the trace of a frame", () -> tracing.trace(frame, outcome, headers))) {
            FrameTracing.OFF.trace(frame, outcome, headers);
        }
        refusals.setSending(Position.of(frame));
        context.forward(output.record(), SegmentationTopology.SEGMENTATIONS);
        if (outcome.hasFailed()) {
            deadLetters
                    .write(frame, outcome.segmentation(), timestamp(frame, topics.deadLetters()))
                    .ifPresentOrElse(
                            deadLetter -> context.forward(deadLetter, SegmentationTopology.DEAD_LETTERS),
                            () -> Observing.run("a missing dead letter", () -> log.logMissingDeadLetter(outcome)));
        }
        Observing.run("the metrics of a frame", () -> metrics.count(outcome));
        Observing.run("the log line of a frame", () -> log.log(outcome, headers));
    }

    /** Returns the current time, so that retention starts now; the frame's own time after Kafka refused the current time. */
    private long timestamp(FrameRecord frame, String topic) {
        return refusals.of(Position.of(frame), topic).timestamp() ? frame.timestamp() : clock.millis();
    }

    /** The task is closed or moves to another instance, which continues after the last committed offset. */
    @Override
    public void close() {
        lookAhead.revoke(context.taskId().partition());
    }
}
