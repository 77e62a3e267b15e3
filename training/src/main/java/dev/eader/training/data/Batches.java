package dev.eader.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The endless sequence of training batches, made ahead on other threads. Batch n is a function of the seed and n alone,
 * so a run that resumes at step n sees what the unbroken run would have seen.
 */
public final class Batches implements AutoCloseable {
    private final Dataset dataset;
    private final Augmentation augmentation;
    private final int batchSize;
    private final long seed;
    private final Prefetch<Batch> ahead;

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
        ahead = new Prefetch<>(this::make, first);
    }

    public int perEpoch() {
        return dataset.size() / batchSize;
    }

    public Batch next() {
        return ahead.next();
    }

    /** How long {@link #next} has waited in all, in nanoseconds: the share of a step that loading costs. */
    public long waitedNanos() {
        return ahead.waitedNanos();
    }

    private Batch make(long number) {
        long epoch = number / perEpoch();
        int start = (int) (number % perEpoch()) * batchSize;
        List<Integer> order = order(dataset.size(), seed, epoch);
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

    /** Every index below {@code size} once, in the order of an epoch. */
    public static List<Integer> order(int size, long seed, long epoch) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed * 31 + epoch));
        return order;
    }

    @Override
    public void close() {
        ahead.close();
    }
}
