package dev.eader.stream;

import com.google.protobuf.util.Durations;
import dev.eader.image.Size;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.ModelDescription;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Model;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import dev.eader.v1.Timings;
import java.time.Duration;

/** Writes the one outcome of one frame. */
final class OutcomeWriter {
    private static final int MOST_MESSAGE = 1000;

    private final FrameRecord record;
    private final Frame frame;
    private final Freshness freshness;
    private final Trail trail;
    private Size original;

    OutcomeWriter(FrameRecord record, Frame frame, Freshness freshness, Trail trail) {
        this.record = record;
        this.frame = frame;
        this.freshness = freshness;
        this.trail = trail;
    }

    /** @param original size of the picture, whatever it was scaled to */
    void decoded(Size original) {
        this.original = original;
    }

    Outcome result(BatchedPrediction batched, float[] present) {
        trail.answered(batched);
        trail.enter(FrameStage.ENCODE);
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
        Outcome outcome = Outcome.of(segmentation.build(), trail);
        trail.end();
        return outcome;
    }

    Outcome skipped(Duration age) {
        trail.end();
        return Outcome.of(
                begin().setSkipped(Skipped.newBuilder()
                                .setReason(Skipped.Reason.TOO_OLD)
                                .setAge(Durations.fromMillis(age.toMillis())))
                        .setTimings(total())
                        .build(),
                trail);
    }

    Outcome failed(FrameFailure failure) {
        trail.failed();
        return Outcome.of(
                begin().setFailed(Failed.newBuilder()
                                .setStage(failure.stage())
                                .setCode(failure.code())
                                .setMessage(FrameParser.head(failure.getMessage(), MOST_MESSAGE)))
                        .setTimings(total())
                        .build(),
                trail);
    }

    private com.google.protobuf.Duration time(FrameStage... stages) {
        return Durations.fromNanos(trail.in(stages).toNanos());
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
