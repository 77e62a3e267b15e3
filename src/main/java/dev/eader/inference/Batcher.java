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
 * Puts images together in batches and runs them, as many batches at a time as {@link BatchOptions#runs} says: the models
 * share the device.
 *
 * <p>A batch holds one model and one shape. It takes what is queued up to its size and waits for more only within a small
 * budget. If it fails, its images are run one by one, so that only those fail that fail alone. A run that hangs is
 * abandoned after the timeout, and another thread goes on. The queue has no limit of its own: who submits bounds what is
 * in hand. Safe for use by several threads.
 */
public final class Batcher implements AutoCloseable {
    private static final Duration SELDOM = Duration.ofSeconds(1);
    private static final int LOOKS = 10;

    private final ModelRegistry registry;
    private final BatchOptions options;
    private final BatchQueue queue;
    private final ScheduledThreadPoolExecutor timer;
    private final Watchdog watchdog;

    public Batcher(ModelRegistry registry, BatchOptions options, BatchListener listener) {
        this.registry = registry;
        this.options = options;
        queue = new BatchQueue(options.size(), options.maxWait());
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon("inference-timeout", task));
        // Not CompletableFuture.orTimeout, whose exception says nothing, nor a delayed executor, which keeps hold of
        // every
        // answered image until its time is over.
        timer.setRemoveOnCancelPolicy(true);
        watchdog = new Watchdog(options.timeout(), options.runs(), dog -> new Dispatcher(queue, listener, dog));
        long period = Math.max(1, Math.min(SELDOM.toNanos(), options.timeout().toNanos() / LOOKS));
        timer.scheduleWithFixedDelay(watchdog::look, period, period, TimeUnit.NANOSECONDS);
    }

    /**
     * Submits an image to the model that has {@code modelName} now; the empty name is the default one.
     *
     * @see #submit(ModelLease, ModelInput)
     */
    public CompletableFuture<BatchedPrediction> submit(String modelName, ModelInput input) {
        Optional<ModelLease> found = registry.lease(modelName);
        if (found.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new UnknownModelException(modelName, registry.descriptions().keySet()));
        }
        try (ModelLease lease = found.get()) {
            return submit(lease, input);
        }
    }

    /**
     * Submits an image to the model that it was prepared for. The lease may be closed right after.
     *
     * <p>The future fails with what the model throws on this image, with {@link ModelTimeoutException}, or is cancelled when
     * the batcher is closed. Cancelling it takes the image out of the queue. What depends on it runs on the thread that runs
     * the batches unless it is attached with an {@code Async} method, which all but trifles should be.
     */
    public CompletableFuture<BatchedPrediction> submit(ModelLease lease, ModelInput input) {
        return submit(lease, input, () -> false);
    }

    /**
     * As {@link #submit(ModelLease, ModelInput)}, but an image that is too late when its batch is put together costs no
     * inference: its future fails with {@link StaleImageException}.
     *
     * @param tooLate whether the image has become not worth its inference; once so, always so. Quick, and any thread asks
     */
    public CompletableFuture<BatchedPrediction> submit(ModelLease lease, ModelInput input, BooleanSupplier tooLate) {
        PendingImage image = new PendingImage(lease.again(), input, tooLate);
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
            // Timed out or cancelled while it waited. Here, not in the dispatcher, which may hang in a run.
            if (queue.remove(image)) {
                image.lease().close();
            }
        });
        return future;
    }

    /** Images that wait for their batch. */
    public int queueDepth() {
        return queue.size();
    }

    /** What hangs, now. */
    public HungRuns hungRuns() {
        return watchdog.hungRuns();
    }

    /** Cancels what is queued and waits, up to the timeout, for the batches that run. */
    @Override
    public void close() {
        List<Dispatcher> last = watchdog.stop();
        for (PendingImage image : queue.close()) {
            image.lease().close();
            image.future().cancel(false);
        }
        try {
            for (Dispatcher dispatcher : last) {
                dispatcher.join(options.timeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
