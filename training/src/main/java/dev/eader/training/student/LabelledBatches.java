package dev.eader.training.student;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.Epochs;
import dev.eader.training.data.Prefetch;
import dev.eader.training.network.Grid;
import java.util.List;

/** The endless sequence of crops with labels of their pixels, made ahead on other threads. */
public final class LabelledBatches implements AutoCloseable {
    private final Dataset dataset;
    private final LabelFolder labels;
    private final Crops crops;
    private final Grid grid;
    private final Epochs epochs;
    private final Prefetch<Batch> ahead;

    /**
     * @param pixels [size, 3, side, side] in [0,1]
     * @param classes [size, classes]: the image-level labels, 0 or 1
     * @param targets [size, classes + 1, cells, cells]: 1 at each sure cell's label, 0 elsewhere
     * @param sure how many cells have a label
     */
    public record Batch(int size, int side, int cells, float[] pixels, float[] classes, float[] targets, long sure) {}

    /**
     * @param grid of the student's logits
     * @param first the number of the batch to begin with
     * @throws IllegalArgumentException when a batch is more than there is
     */
    public LabelledBatches(
            Dataset dataset, LabelFolder labels, Crops crops, Grid grid, int batchSize, long seed, long first) {
        this.dataset = dataset;
        this.labels = labels;
        this.crops = crops;
        this.grid = grid;
        epochs = new Epochs(dataset.size(), batchSize, seed);
        ahead = new Prefetch<>(this::make, first);
    }

    public int perEpoch() {
        return epochs.perEpoch();
    }

    public Batch next() {
        return ahead.next();
    }

    /** How long {@link #next} has waited in all, in nanoseconds. */
    public long waitedNanos() {
        return ahead.waitedNanos();
    }

    private Batch make(long number) {
        List<Integer> order = epochs.batch(number);
        int batchSize = order.size();
        int side = crops.size();
        int cells = (int) (side / grid.stride());
        int known = dataset.classes().size();
        float[] pixels = new float[batchSize * 3 * side * side];
        float[] classes = new float[batchSize * known];
        float[] targets = new float[batchSize * (known + 1) * cells * cells];
        long sure = 0;
        for (int i = 0; i < batchSize; i++) {
            Dataset.Sample sample = dataset.sample(order.get(i));
            Crops.Crop crop = crops.apply(sample.pixels(), labels.of(sample), grid, epochs.seed(number, i));
            System.arraycopy(crop.pixels(), 0, pixels, i * crop.pixels().length, crop.pixels().length);
            System.arraycopy(sample.labels(), 0, classes, i * known, known);
            sure += mark(crop.labels(), targets, i * (known + 1));
        }
        return new Batch(batchSize, side, cells, pixels, classes, targets, sure);
    }

    private static long mark(byte[] labels, float[] targets, int plane) {
        long sure = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != Dataset.IGNORE) {
                targets[(plane + (labels[i] & 255)) * labels.length + i] = 1;
                sure++;
            }
        }
        return sure;
    }

    @Override
    public void close() {
        ahead.close();
    }
}
