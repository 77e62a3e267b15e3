package dev.eader.inference;

import dev.eader.inference.model.ModelInput;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * An image that was submitted and has no prediction yet.
 *
 * @param lease keeps the image's model open
 * @param isStale whether the image is too old to be worth its inference; once true, it must stay true
 * @param submittedNanos {@link System#nanoTime} at submission
 */
record PendingImage(
        ModelLease lease,
        ModelInput input,
        BooleanSupplier isStale,
        long submittedNanos,
        CompletableFuture<BatchedPrediction> future) {

    PendingImage(ModelLease lease, ModelInput input, BooleanSupplier isStale) {
        this(lease, input, isStale, System.nanoTime(), new CompletableFuture<>());
    }

    /** Whether both images have the same width and height and the same loaded model, not only the same model name. */
    boolean fitsBatchOf(PendingImage other) {
        return lease.model() == other.lease.model()
                && input.width() == other.input.width()
                && input.height() == other.input.height();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - submittedNanos);
    }
}
