package dev.eader.stream;

import dev.eader.observe.Observing;
import java.nio.charset.StandardCharsets;
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
    private ProcessorContext<byte[], byte[]> context;

    SegmentProcessor(LookAhead lookAhead, FrameMetrics metrics, FrameTracing tracing, FrameLog log) {
        this.lookAhead = lookAhead;
        this.metrics = metrics;
        this.tracing = tracing;
        this.log = log;
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
        Outcome outcome = join(frame);
        byte[] camera = key(frame, outcome);
        Headers headers = OutcomeHeaders.of(outcome);
        if (!Observing.run("the trace of a frame", () -> tracing.trace(frame, outcome, headers))) {
            FrameTracing.OFF.trace(frame, outcome, headers);
        }
        context.forward(
                new Record<>(camera, outcome.value(), record.timestamp(), headers), SegmentationTopology.SEGMENTATIONS);
        if (outcome.failed()) {
            context.forward(
                    record.withHeaders(OutcomeHeaders.ofDeadLetter(outcome, record.headers())),
                    SegmentationTopology.DEAD_LETTERS);
        }
        Observing.run("the metrics of a frame", () -> metrics.sent(outcome));
        Observing.run("the log line of a frame", () -> log.tell(outcome, headers));
    }

    private Outcome join(FrameRecord frame) {
        try {
            return lookAhead.join(frame);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a frame's outcome; it is not committed", e);
        }
    }

    /** The camera id; empty where the frame's own key is not one, so that no camera gets outcomes of another's frames. */
    private static byte[] key(FrameRecord frame, Outcome outcome) {
        String camera = frame.hasKey() ? outcome.segmentation().getCameraId() : "";
        return camera.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // the task ends here, or goes elsewhere: whoever has its partition next begins at the last commit
        lookAhead.drop(context.taskId().partition());
    }
}
