package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.Prediction;
import dev.eader.observe.Observing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * A thread that takes batches from the queue and runs them, until the queue is closed or the {@link Watchdog} abandons
 * the dispatcher. If a batch fails, its images are run one by one, so that one bad image does not fail the others.
 */
final class Dispatcher {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final BatchQueue queue;
    private final BatchListener listener;
    private final Watchdog watchdog;
    private final Thread thread = new Thread(this::dispatch, "inference");
    private volatile Run currentRun;

    /** An inference run in progress. */
    record Run(List<PendingImage> batch, long startNanos) {
        String model() {
            return batch.get(0).lease().name();
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }
    }

    Dispatcher(BatchQueue queue, BatchListener listener, Watchdog watchdog) {
        this.queue = queue;
        this.listener = listener;
        this.watchdog = watchdog;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The run in progress; null between runs. */
    Run currentRun() {
        return currentRun;
    }

    void join(Duration timeout) throws InterruptedException {
        thread.join(Math.max(1, timeout.toMillis()));
    }

    private void dispatch() {
        try {
            while (watchdog.isActive(this)) {
                List<PendingImage> batch = queue.take();
                if (batch.isEmpty()) {
                    return;
                }
                run(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watchdog.dispatcherEnded(this);
        }
    }

    private void run(List<PendingImage> batch) {
        try {
            Map<Boolean, List<PendingImage>> byStaleness = batch.stream()
                    .collect(Collectors.partitioningBy(image -> image.isStale().getAsBoolean()));
            byStaleness.get(true).forEach(image -> image.future().completeExceptionally(new StaleImageException()));
            if (!byStaleness.get(false).isEmpty()) {
                complete(byStaleness.get(false));
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "Processing a batch of %s image(s) failed", batch.size());
        } finally {
            batch.forEach(image -> image.lease().close());
        }
    }

    /** Runs a batch and completes the futures of its images. */
    private void complete(List<PendingImage> batch) {
        ImageModel model = batch.get(0).lease().model();
        List<Duration> queued = batch.stream().map(PendingImage::age).toList();
        long start = System.nanoTime();
        List<Prediction> predictions;
        currentRun = new Run(batch, start);
        try {
            predictions = predict(model, batch);
        } catch (Throwable failure) { // including OutOfMemoryError: the memory may suffice for a single image
            currentRun = null;
            if (batch.size() == 1) {
                batch.get(0).future().completeExceptionally(failure);
            } else {
                LOG.debug("A batch failed; its images are run one by one", failure);
                batch.stream().filter(image -> !image.future().isDone()).forEach(image -> complete(List.of(image)));
            }
            return;
        }
        currentRun = null;
        Duration inferred = Duration.ofNanos(System.nanoTime() - start);
        watchdog.batchSucceeded(this, batch.get(0).lease().name());
        Observing.run("a completed batch", () -> listener.onBatch(batch.size(), inferred));
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
            throw new ModelException("Model " + model.description().name() + " returned " + predictions.size()
                    + " predictions for " + batch.size() + " images");
        }
        return predictions;
    }
}
