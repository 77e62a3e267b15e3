package dev.eader.inference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Puts images together in batches and runs them, one batch at a time: the device is one, and the models share it.
 *
 * <p>A batch holds one model and one shape. It takes what is queued up to its size and waits for more only within a small
 * budget. If it fails, its images are run one by one, so that only those fail that fail alone. The queue has no limit of
 * its own: who submits bounds what is in hand. Safe for use by several threads.
 */
public final class Batcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Batcher.class.getName());

    private final ModelRegistry registry;
    private final BatchOptions options;
    private final BatchListener listener;
    private final BatchQueue queue;
    private final ScheduledThreadPoolExecutor timer;
    private final Thread dispatcher;

    public Batcher(ModelRegistry registry, BatchOptions options, BatchListener listener) {
        this.registry = registry;
        this.options = options;
        this.listener = listener;
        queue = new BatchQueue(options.size(), options.maxWait());
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon("inference-timeout", task));
        // Not CompletableFuture.orTimeout, whose exception says nothing, nor a delayed executor, which keeps hold of
        // every
        // answered image until its time is over.
        timer.setRemoveOnCancelPolicy(true);
        dispatcher = daemon("inference", this::dispatch);
        dispatcher.start();
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
     * inference: its future fails with {@link TooLateException}.
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

    private void dispatch() {
        try {
            for (List<PendingImage> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                try {
                    run(batch);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "After a batch of " + batch.size(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<PendingImage> batch) {
        try {
            Map<Boolean, List<PendingImage>> byLateness = batch.stream()
                    .collect(Collectors.partitioningBy(image -> image.tooLate().getAsBoolean()));
            byLateness.get(true).forEach(image -> image.future().completeExceptionally(new TooLateException()));
            if (!byLateness.get(false).isEmpty()) {
                answer(byLateness.get(false));
            }
        } finally {
            batch.forEach(image -> image.lease().close());
        }
    }

    private void answer(List<PendingImage> batch) {
        ImageModel model = batch.get(0).lease().model();
        List<Duration> queued = batch.stream().map(PendingImage::age).toList();
        long start = System.nanoTime();
        List<Prediction> predictions;
        try {
            predictions = predict(model, batch);
        } catch (Throwable failure) { // errors as well: memory that lacks for a batch may do for one image
            if (batch.size() == 1) {
                batch.get(0).future().completeExceptionally(failure);
            } else {
                LOG.log(Level.DEBUG, "A batch failed and is run image by image", failure);
                batch.stream().filter(image -> !image.future().isDone()).forEach(image -> answer(List.of(image)));
            }
            return;
        }
        Duration inferred = Duration.ofNanos(System.nanoTime() - start);
        report(batch.size(), inferred);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i)
                    .future()
                    .complete(new BatchedPrediction(
                            predictions.get(i), model.description(), queued.get(i), inferred, batch.size()));
        }
    }

    private static List<Prediction> predict(ImageModel model, List<PendingImage> batch) {
        List<Prediction> predictions =
                model.predict(batch.stream().map(PendingImage::input).toList());
        if (predictions.size() != batch.size()) {
            throw new ModelException("Model %s gave %d predictions for %d images"
                    .formatted(model.description().name(), predictions.size(), batch.size()));
        }
        return predictions;
    }

    private void report(int size, Duration inferred) {
        try {
            listener.onBatch(size, inferred);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A batch is answered but could not be reported", e);
        }
    }

    /** Cancels what is queued and waits, up to the timeout, for the batch that runs. */
    @Override
    public void close() {
        for (PendingImage image : queue.close()) {
            image.lease().close();
            image.future().cancel(false);
        }
        try {
            dispatcher.join(Math.max(1, options.timeout().toMillis()));
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
