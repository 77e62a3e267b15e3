package dev.eader.stream;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.eader.image.Size;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.model.ModelDescription;
import dev.eader.v1.Failed;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.Model;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;
import dev.eader.v1.Timings;
import dev.eader.wire.FrameFailure;
import dev.eader.wire.FrameParser;
import dev.eader.wire.FrameRecord;

/** Builds the outcome of one frame: a result, skipped or failed. */
final class OutcomeBuilder {
    private static final int MAX_MESSAGE_CHARS = 1000;

    private final FrameRecord record;
    private final Frame frame;
    private final FrameAgeLimits ageLimits;
    private final FrameTimeline timeline;

    OutcomeBuilder(FrameRecord record, Frame frame, FrameAgeLimits ageLimits, FrameTimeline timeline) {
        this.record = record;
        this.frame = frame;
        this.ageLimits = ageLimits;
        this.timeline = timeline;
    }

    /**
     * Encodes a prediction as a result.
     *
     * @param present for each class, the value that the model was given in {@code ModelInput.present}
     * @param original size of the frame's image before scaling
     * @throws FrameFailure when the prediction cannot be encoded
     */
    FrameOutcome result(BatchedPrediction batched, float[] present, Size original) {
        timeline.predicted(batched);
        timeline.enter(FrameStage.ENCODE);
        long start = System.nanoTime();
        Segmentation.Builder segmentation = start();
        try {
            segmentation.setResult(new ResultEncoder(frame.getWanted()).encode(batched, present, original));
        } catch (RuntimeException e) {
            throw new FrameFailure(Stage.ENCODE, Code.INTERNAL, e.toString());
        }
        ModelDescription model = batched.model();
        segmentation.setModel(Model.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .setSha256(model.sha256()));
        segmentation.setTimings(timings()
                .setQueue(time(FrameStage.QUEUE, FrameStage.PARSE, FrameStage.BATCH))
                .setDecode(time(FrameStage.FETCH, FrameStage.DECODE))
                .setInfer(time(FrameStage.INFER))
                .setEncode(Durations.fromNanos(System.nanoTime() - start)));
        FrameOutcome outcome = FrameOutcome.of(segmentation.build(), timeline);
        timeline.end();
        return outcome;
    }

    FrameOutcome skipped(java.time.Duration age) {
        timeline.end();
        return FrameOutcome.of(
                start().setSkipped(Skipped.newBuilder()
                                .setReason(Skipped.Reason.TOO_OLD)
                                .setAge(Durations.fromMillis(age.toMillis())))
                        .setTimings(timings())
                        .build(),
                timeline);
    }

    FrameOutcome failed(FrameFailure failure) {
        timeline.failed();
        return FrameOutcome.of(
                start().setFailed(Failed.newBuilder()
                                .setStage(failure.stage())
                                .setCode(failure.code())
                                .setMessage(FrameParser.truncate(failure.getMessage(), MAX_MESSAGE_CHARS)))
                        .setTimings(timings())
                        .build(),
                timeline);
    }

    private Duration time(FrameStage... stages) {
        return Durations.fromNanos(timeline.timeIn(stages).toNanos());
    }

    private Timings.Builder timings() {
        return Timings.newBuilder()
                .setTotal(Durations.fromMillis(ageLimits.age(frame).toMillis()));
    }

    private Segmentation.Builder start() {
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
