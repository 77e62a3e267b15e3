package dev.eader.stream;

import com.google.protobuf.util.Durations;
import dev.eader.image.Size;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.model.ModelDescription;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Model;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import dev.eader.v1.Timings;
import dev.eader.wire.FrameFailure;
import dev.eader.wire.FrameParser;
import dev.eader.wire.FrameRecord;
import java.time.Duration;

/** Writes the one outcome of one frame. */
final class OutcomeWriter {
    private static final int MAX_MESSAGE_CHARS = 1000;

    private final FrameRecord record;
    private final Frame frame;
    private final FrameAgeLimits freshness;
    private final FrameTimeline timeline;
    private Size original;

    OutcomeWriter(FrameRecord record, Frame frame, FrameAgeLimits freshness, FrameTimeline timeline) {
        this.record = record;
        this.frame = frame;
        this.freshness = freshness;
        this.timeline = timeline;
    }

    /** @param original size of the picture, whatever it was scaled to */
    void decoded(Size original) {
        this.original = original;
    }

    FrameOutcome result(BatchedPrediction batched, float[] present) {
        timeline.answered(batched);
        timeline.enter(FrameStage.ENCODE);
        long start = System.nanoTime();
        Segmentation.Builder segmentation = begin();
        try {
            segmentation.setResult(new ResultEncoder(frame.getWanted()).encode(batched, present, original));
        } catch (RuntimeException e) {
            throw new EncodeException(e);
        }
        ModelDescription model = batched.model();
        segmentation.setModel(Model.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .setSha256(model.sha256()));
        segmentation.setTimings(Timings.newBuilder()
                .setQueue(time(FrameStage.QUEUE, FrameStage.PARSE, FrameStage.BATCH))
                .setDecode(time(FrameStage.FETCH, FrameStage.DECODE))
                .setInfer(time(FrameStage.INFER))
                .setEncode(Durations.fromNanos(System.nanoTime() - start))
                .setTotal(Durations.fromMillis(freshness.age(frame).toMillis())));
        FrameOutcome outcome = FrameOutcome.of(segmentation.build(), timeline);
        timeline.end();
        return outcome;
    }

    FrameOutcome skipped(Duration age) {
        timeline.end();
        return FrameOutcome.of(
                begin().setSkipped(Skipped.newBuilder()
                                .setReason(Skipped.Reason.TOO_OLD)
                                .setAge(Durations.fromMillis(age.toMillis())))
                        .setTimings(total())
                        .build(),
                timeline);
    }

    FrameOutcome failed(FrameFailure failure) {
        timeline.failed();
        return FrameOutcome.of(
                begin().setFailed(Failed.newBuilder()
                                .setStage(failure.stage())
                                .setCode(failure.code())
                                .setMessage(FrameParser.truncate(failure.getMessage(), MAX_MESSAGE_CHARS)))
                        .setTimings(total())
                        .build(),
                timeline);
    }

    private com.google.protobuf.Duration time(FrameStage... stages) {
        return Durations.fromNanos(timeline.in(stages).toNanos());
    }

    private Timings total() {
        return Timings.newBuilder()
                .setTotal(Durations.fromMillis(freshness.age(frame).toMillis()))
                .build();
    }

    private Segmentation.Builder begin() {
        return Segmentation.newBuilder()
                .setCameraId(frame.getCameraId())
                .setFrameId(frame.getFrameId())
                .setSequence(frame.getSequence())
                .setCapturedAt(frame.getCapturedAt())
                .putAllAttributes(frame.getAttributesMap())
                .setOrigin(Origin.newBuilder()
                        .setTopic(record.topic())
                        .setPartition(record.partition())
                        .setOffset(record.offset()));
    }
}
