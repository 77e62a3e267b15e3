package dev.eader.inference;

import dev.eader.inference.model.ModelInput;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** An image on its way through the batcher, with the lease that keeps its model open. */
record PendingImage(
        ModelLease lease,
        ModelInput input,
        BooleanSupplier tooLate,
        long submittedNanos,
        CompletableFuture<BatchedPrediction> future) {

    /** @param tooLate whether the image has become not worth its inference; once so, always so */
    PendingImage(ModelLease lease, ModelInput input, BooleanSupplier tooLate) {
        this(lease, input, tooLate, System.nanoTime(), new CompletableFuture<>());
    }

    /** Whether both can be in one batch: the same loaded model, not just the same name, and the same shape. */
    boolean goesWith(PendingImage other) {
        return lease.model() == other.lease.model()
                && input.width() == other.input.width()
                && input.height() == other.input.height();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - submittedNanos);
    }
}
