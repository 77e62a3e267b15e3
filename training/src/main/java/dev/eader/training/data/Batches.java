package dev.eader.training.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The endless sequence of training batches, made ahead on other threads. Batch n is a function of the seed and n alone,
 * so a run that resumes at step n sees what the unbroken run would have seen.
 */
public final class Batches implements AutoCloseable {
    private static final int AHEAD = 4;

    private final Dataset dataset;
    private final Augmentation augmentation;
    private final int batchSize;
    private final long seed;
    private final ExecutorService workers;
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    private long next;
    private long waited;

    /** {@code pixels} [size, 3, side, side] in [0,1]; {@code labels} [size, classes]. */
    public record Batch(int size, float[] pixels, float[] labels) {}

    /** @param first the number of the batch to begin with */
    public Batches(Dataset dataset, Augmentation augmentation, int batchSize, long seed, long first) {
        if (batchSize > dataset.size()) {
            throw new IllegalArgumentException(
                    "a batch of " + batchSize + " from a dataset of " + dataset.size() + " pictures");
        }
        this.dataset = dataset;
        this.augmentation = augmentation;
        this.batchSize = batchSize;
        this.seed = seed;
        next = first;
        workers = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "batches");
            thread.setDaemon(true);
            return thread;
        });
    }

    public int perEpoch() {
        return dataset.size() / batchSize;
    }

    public Batch next() {
        while (ahead.size() < AHEAD) {
            long number = next++;
            ahead.add(workers.submit(() -> make(number)));
        }
        long start = System.nanoTime();
        try {
            return ahead.remove().get();
        } catch (Exception e) {
            throw new IllegalStateException("a batch could not be made: " + e.getCause(), e);
        } finally {
            waited += System.nanoTime() - start;
        }
    }

    /** How long {@link #next} has waited in all, in nanoseconds: the share of a step that loading costs. */
    public long waitedNanos() {
        return waited;
    }

    private Batch make(long number) {
        long epoch = number / perEpoch();
        int start = (int) (number % perEpoch()) * batchSize;
        List<Integer> order = order(epoch);
        int side = augmentation.size();
        int classes = dataset.classes().size();
        float[] pixels = new float[batchSize * 3 * side * side];
        float[] labels = new float[batchSize * classes];
        for (int i = 0; i < batchSize; i++) {
            Dataset.Sample sample = dataset.sample(order.get(start + i));
            float[] picture = augmentation.apply(sample.pixels(), seed * 1_000_003 + number * batchSize + i);
            System.arraycopy(picture, 0, pixels, i * picture.length, picture.length);
            System.arraycopy(sample.labels(), 0, labels, i * classes, classes);
        }
        return new Batch(batchSize, pixels, labels);
    }

    private List<Integer> order(long epoch) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed * 31 + epoch));
        return order;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
