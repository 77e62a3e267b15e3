package dev.eader.stream;

import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.model.ModelDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Records when a frame was in which stage, its model and its batch. Needs no lock: one thread uses it at a time, and passes
 * it to the next through a future.
 */
public final class FrameTimeline {
    private final long polledNanos;
    private final List<StageTime> stages = new ArrayList<>(FrameStage.values().length);
    /** Null between two stages. */
    private FrameStage current = FrameStage.QUEUE;

    private long currentStart;
    private ModelDescription model;
    private int batchSize;

    /** @param polledNanos when the frame's record was polled, by {@link System#nanoTime} */
    FrameTimeline(long polledNanos) {
        this.polledNanos = polledNanos;
        currentStart = polledNanos;
    }

    /** Returns when the frame's record was polled, by {@link System#nanoTime}. */
    public long polledNanos() {
        return polledNanos;
    }

    /** Returns the completed stages in order. Between INFER and ENCODE the frame waits for a worker. */
    public List<StageTime> stages() {
        return Collections.unmodifiableList(stages);
    }

    /** Returns the frame's model; empty when the frame failed or was skipped before the model was known. */
    public Optional<ModelDescription> model() {
        return Optional.ofNullable(model);
    }

    /** Returns the number of images in the frame's batch; 0 without a prediction. */
    public int batchSize() {
        return batchSize;
    }

    /** Returns the total time in the given stages. */
    Duration timeIn(FrameStage... wanted) {
        List<FrameStage> counted = List.of(wanted);
        return Duration.ofNanos(stages.stream()
                .filter(time -> counted.contains(time.stage()))
                .mapToLong(time -> time.endNanos() - time.startNanos())
                .sum());
    }

    void setModel(ModelDescription model) {
        this.model = model;
    }

    /** Ends the current stage and starts the next. */
    void enter(FrameStage next) {
        end();
        current = next;
    }

    /** Ends BATCH and INFER with the times that the batcher measured. */
    void predicted(BatchedPrediction batched) {
        long start = currentStart + batched.queued().toNanos();
        stages.add(new StageTime(FrameStage.BATCH, currentStart, start));
        stages.add(new StageTime(
                FrameStage.INFER, start, start + batched.inferred().toNanos()));
        current = null;
        model = batched.model();
        batchSize = batched.batchSize();
    }

    /** Ends the stage in which the frame failed. */
    void failed() {
        if (current == FrameStage.BATCH) {
            current = FrameStage.INFER;
        }
        end();
    }

    /** Ends the current stage. */
    void end() {
        long now = System.nanoTime();
        if (current != null) {
            stages.add(new StageTime(current, currentStart, now));
            current = null;
        }
        currentStart = now;
    }
}
