package dev.eader.inference;

import dev.eader.inference.model.ModelInput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Collects images in batches and runs up to {@link BatchOptions#runs} batches concurrently, over all models.
 *
 * <p>All images of a batch have the same model and shape. If a batch fails, its images are run one by one, so that one
 * bad image does not fail the others. A run that exceeds the timeout is abandoned and another thread continues with the
 * next batch. The queue is unbounded: callers must limit the number of images in flight. Thread-safe.
 */
public final class Batcher implements AutoCloseable {
    private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final int CHECKS_PER_TIMEOUT = 10;

    private final ModelRegistry registry;
    private final BatchOptions options;
    private final BatchQueue queue;
    private final ScheduledThreadPoolExecutor timer;
    private final Watchdog watchdog;

    public Batcher(ModelRegistry registry, BatchOptions options, BatchListener listener) {
        this.registry = registry;
        this.options = options;
        queue = new BatchQueue(options.size(), options.maxWait());
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "inference-timeout");
            thread.setDaemon(true);
            return thread;
        });
        // CompletableFuture.orTimeout has no message, and a delayed executor retains predicted images until their
        // timeout.
        timer.setRemoveOnCancelPolicy(true);
        watchdog = new Watchdog(options.timeout(), options.runs(), dog -> new Dispatcher(queue, listener, dog));
        long period = Math.max(
                1, Math.min(MAX_CHECK_INTERVAL.toNanos(), options.timeout().toNanos() / CHECKS_PER_TIMEOUT));
        timer.scheduleWithFixedDelay(watchdog::abandonHungRuns, period, period, TimeUnit.NANOSECONDS);
    }

    /**
     * Submits an image that is never stale to the model that is served as {@code modelName}. The future fails with
     * {@link UnknownModelException} if there is none.
     *
     * @param modelName served name; empty for the default model
     * @see #submit(ModelLease, ModelInput, BooleanSupplier)
     */
    public CompletableFuture<BatchedPrediction> submit(String modelName, ModelInput input) {
        Optional<ModelLease> found = registry.lease(modelName);
        if (found.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new UnknownModelException(modelName, registry.descriptions().keySet()));
        }
        try (ModelLease lease = found.get()) {
            return submit(lease, input, () -> false);
        }
    }

    /**
     * Submits an image to the leased model. The caller may close the lease when this method returns.
     *
     * <p>The future fails with the exception of the model on this image, with {@link ModelTimeoutException}, or with
     * {@link StaleImageException} without an inference run. It is cancelled when the batcher is closed. Cancelling it
     * removes the image from the queue. Dependent stages run on the inference thread unless they are attached with an
     * {@code Async} method, which is required for anything that takes time.
     *
     * @param isStale whether the image is too old to be worth its inference. Called from any thread, must return at
     *     once and stay true once it was true
     * @throws IllegalStateException if the lease is closed
     */
    public CompletableFuture<BatchedPrediction> submit(ModelLease lease, ModelInput input, BooleanSupplier isStale) {
        PendingImage image = new PendingImage(lease.duplicate(), input, isStale);
        CompletableFuture<BatchedPrediction> future = image.future();
        if (!queue.offer(image)) {
            image.lease().close();
            future.cancel(false);
            return future;
        }
        Future<?> deadline = timer.schedule(
                () -> future.completeExceptionally(new ModelTimeoutException(options.timeout())),
                options.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        future.whenComplete((prediction, failure) -> {
            deadline.cancel(false);
            // An image that timed out or was cancelled in the queue is removed here: the dispatcher may be in a hung
            // run.
            if (queue.remove(image)) {
                image.lease().close();
            }
        });
        return future;
    }

    /** Number of images that wait for a batch. */
    public int queueDepth() {
        return queue.size();
    }

    /** The runs that currently exceed the timeout. */
    public HungRuns hungRuns() {
        return watchdog.hungRuns();
    }

    /**
     * Cancels all queued images and waits, for each concurrent run up to the timeout, until the running batches end.
     */
    @Override
    public void close() {
        List<Dispatcher> dispatchers = watchdog.stop();
        for (PendingImage image : queue.close()) {
            image.lease().close();
            image.future().cancel(false);
        }
        try {
            for (Dispatcher dispatcher : dispatchers) {
                dispatcher.join(options.timeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
    }
}
