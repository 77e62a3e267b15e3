package dev.eader.inference;

import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelException;
import dev.eader.inference.model.Prediction;
import dev.eader.observe.Observing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thread that takes batches and runs them, until the queue is closed or it is abandoned in a run. If a batch fails,
 * its images are run one by one, so that only those fail that fail alone.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final BatchQueue queue;
    private final BatchListener listener;
    private final Watchdog watchdog;
    private final Thread thread = new Thread(this::dispatch, "inference");
    private volatile Run current;

    /** What a model is busy with. */
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

    /** The run that goes on now; null between runs. */
    Run current() {
        return current;
    }

    void join(Duration within) throws InterruptedException {
        thread.join(Math.max(1, within.toMillis()));
    }

    private void dispatch() {
        try {
            while (watchdog.trusts(this)) {
                List<PendingImage> batch = queue.take();
                if (batch.isEmpty()) {
                    return;
                }
                run(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watchdog.ended(this);
        }
    }

    private void run(List<PendingImage> batch) {
        try {
            Map<Boolean, List<PendingImage>> byLateness = batch.stream()
                    .collect(Collectors.partitioningBy(image -> image.tooLate().getAsBoolean()));
            byLateness.get(true).forEach(image -> image.future().completeExceptionally(new StaleImageException()));
            if (!byLateness.get(false).isEmpty()) {
                answer(byLateness.get(false));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "After a batch of " + batch.size(), e);
        } finally {
            batch.forEach(image -> image.lease().close());
        }
    }

    private void answer(List<PendingImage> batch) {
        ImageModel model = batch.get(0).lease().model();
        List<Duration> queued = batch.stream().map(PendingImage::age).toList();
        long start = System.nanoTime();
        List<Prediction> predictions;
        current = new Run(batch, start);
        try {
            predictions = predict(model, batch);
        } catch (Throwable failure) { // errors as well: memory that lacks for a batch may do for one image
            current = null;
            if (batch.size() == 1) {
                batch.get(0).future().completeExceptionally(failure);
            } else {
                LOG.log(Level.DEBUG, "A batch failed and is run image by image", failure);
                batch.stream().filter(image -> !image.future().isDone()).forEach(image -> answer(List.of(image)));
            }
            return;
        }
        current = null;
        Duration inferred = Duration.ofNanos(System.nanoTime() - start);
        watchdog.answered(this, batch.get(0).lease().name());
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
            throw new ModelException(String.format(
                    Locale.ROOT,
                    "Model %s gave %d predictions for %d images",
                    model.description().name(),
                    predictions.size(),
                    batch.size()));
        }
        return predictions;
    }

    private void report(int size, Duration inferred) {
        Observing.run("a batch that was answered", () -> listener.onBatch(size, inferred));
    }
}
