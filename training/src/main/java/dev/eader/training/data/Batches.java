package dev.eader.training.data;

import java.util.List;

/** Prepares training batches in the order of {@link Epochs} on background threads. {@link #next} is not thread-safe. */
public final class Batches implements AutoCloseable {
    private final Dataset dataset;
    private final Augmentation augmentation;
    private final Epochs epochs;
    private final Prefetch<Batch> ahead;

    /**
     * A batch of augmented images.
     *
     * @param size number of images
     * @param pixels [size, 3, side, side], RGB in [0,1]
     * @param labels [size, classes], 0 or 1
     */
    public record Batch(int size, float[] pixels, float[] labels) {}

    /** @param first number of the first batch, from 0 */
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

    /** Returns the total time that {@link #next} has waited for data, in nanoseconds. */
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
            float[] image = augmentation.apply(sample.pixels(), epochs.seed(number, i));
            System.arraycopy(image, 0, pixels, i * image.length, image.length);
            System.arraycopy(sample.labels(), 0, labels, i * classes, classes);
        }
        return new Batch(batchSize, pixels, labels);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
