package dev.eader.stream;

import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.model.ModelDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The way that one frame went: its stages, its model and its batch. It is handed on with the frame from thread to thread,
 * always through a future, so that it needs no lock.
 */
public final class FrameTimeline {
    private final long polledNanos;
    private final List<StageTime> stages = new ArrayList<>(FrameStage.values().length);
    private FrameStage current = FrameStage.QUEUE;
    private long since;
    private ModelDescription model;
    private int batchSize;

    /** @param polledNanos when the frame's record was polled, by {@link System#nanoTime} */
    FrameTimeline(long polledNanos) {
        this.polledNanos = polledNanos;
        since = polledNanos;
    }

    /** When its record was polled, by {@link System#nanoTime}. */
    public long polledNanos() {
        return polledNanos;
    }

    /** The stages that it was in, in their order. Between the run and encoding it waits for a worker. */
    public List<StageTime> stages() {
        return Collections.unmodifiableList(stages);
    }

    /** The model that it was meant for; empty when it did not come that far. */
    public Optional<ModelDescription> model() {
        return Optional.ofNullable(model);
    }

    /** Images in its batch; 0 when none was answered. */
    public int batchSize() {
        return batchSize;
    }

    /** How long it was in these stages. */
    Duration in(FrameStage... wanted) {
        List<FrameStage> counted = List.of(wanted);
        return Duration.ofNanos(stages.stream()
                .filter(time -> counted.contains(time.stage()))
                .mapToLong(time -> time.endNanos() - time.startNanos())
                .sum());
    }

    void meantFor(ModelDescription model) {
        this.model = model;
    }

    /** The stage that goes on ends, and the next begins. */
    void enter(FrameStage next) {
        end();
        current = next;
    }

    /** Its batch was answered: the wait ended when the run began. */
    void answered(BatchedPrediction batched) {
        long start = since + batched.queued().toNanos();
        stages.add(new StageTime(FrameStage.BATCH, since, start));
        stages.add(new StageTime(
                FrameStage.INFER, start, start + batched.inferred().toNanos()));
        current = null;
        model = batched.model();
        batchSize = batched.batchSize();
    }

    /** The stage that goes on ends, because the frame failed in it. */
    void failed() {
        if (current == FrameStage.BATCH) {
            current = FrameStage.INFER;
        }
        end();
    }

    /** The stage that goes on ends. */
    void end() {
        long now = System.nanoTime();
        if (current != null) {
            stages.add(new StageTime(current, since, now));
            current = null;
        }
        since = now;
    }
}
