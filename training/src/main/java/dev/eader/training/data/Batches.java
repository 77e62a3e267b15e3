package dev.eader.training.data;

import java.util.List;

/**
 * The endless sequence of training batches of {@link Epochs}, made ahead on other threads.
 */
public final class Batches implements AutoCloseable {
    private final Dataset dataset;
    private final Augmentation augmentation;
    private final Epochs epochs;
    private final Prefetch<Batch> ahead;

    /** {@code pixels} [size, 3, side, side] in [0,1]; {@code labels} [size, classes]. */
    public record Batch(int size, float[] pixels, float[] labels) {}

    /** @param first the number of the batch to begin with */
    public Batches(Dataset dataset, Augmentation augmentation, int batchSize, long seed, long first) {
        this.dataset = dataset;
        this.augmentation = augmentation;
        epochs = new Epochs(dataset.size(), batchSize, seed);
        ahead = new Prefetch<>(this::make, first);
    }

    public int perEpoch() {
        return epochs.perEpoch();
    }

    public Batch next() {
        return ahead.next();
    }

    /** How long {@link #next} has waited in all, in nanoseconds: the share of a step that loading costs. */
    public long waitedNanos() {
        return ahead.waitedNanos();
    }

    private Batch make(long number) {
        List<Integer> order = epochs.batch(number);
        int batchSize = order.size();
        int side = augmentation.size();
        int classes = dataset.classes().size();
        float[] pixels = new float[batchSize * 3 * side * side];
        float[] labels = new float[batchSize * classes];
        for (int i = 0; i < batchSize; i++) {
            Dataset.Sample sample = dataset.sample(order.get(i));
            float[] picture = augmentation.apply(sample.pixels(), epochs.seed(number, i));
            System.arraycopy(picture, 0, pixels, i * picture.length, picture.length);
            System.arraycopy(sample.labels(), 0, labels, i * classes, classes);
        }
        return new Batch(batchSize, pixels, labels);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
