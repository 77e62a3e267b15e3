package dev.eader.training.affinity;

import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.Epochs;
import dev.eader.training.data.Prefetch;
import dev.eader.training.evaluation.LabelFile;
import dev.eader.training.network.Plane;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The endless sequence of crops with the labels of their cells, made ahead on other threads. What is sure of a picture is
 * asked once and kept.
 */
public final class AffinityBatches implements AutoCloseable {
    private final Dataset dataset;
    private final ConfidentAreas areas;
    private final Settings settings;
    private final Augmentation colors;
    private final Plane cells;
    private final Map<Integer, LabelFile> known = new ConcurrentHashMap<>();
    private final Epochs epochs;
    private final Prefetch<Batch> ahead;

    /**
     * @param batch crops a step
     * @param size of a crop, in pixels; a multiple of 32
     * @param inputSize long side that pictures are thought to be scaled to, as the walk will scale them
     * @param zoom how far the scale strays from that, either way: a factor of at least 1
     * @param color how far brightness, contrast and saturation may stray from 1, in [0,1)
     */
    public record Settings(int batch, int size, int inputSize, double zoom, double color, long seed) {
        /** @throws IllegalArgumentException naming what is out of range */
        public Settings {
            if (size < 32 || size % 32 != 0 || inputSize < 32 || inputSize % 32 != 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "crops and input sizes are multiples of 32, not %d and %d", size, inputSize));
            }
            if (zoom < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "a zoom of at least 1 and a batch of at least 1, not " + zoom + " and " + batch);
            }
        }
    }

    /** {@code pixels} [size, 3, side, side] in [0,1]; {@code labels} [size, rows, columns] as in {@link ConfidentAreas}. */
    public record Batch(int size, int side, float[] pixels, byte[] labels) {}

    /**
     * @param cells where the cells of the network's features lie in a crop
     * @param first the number of the batch to begin with
     */
    public AffinityBatches(Dataset dataset, ConfidentAreas areas, Settings settings, Plane cells, long first) {
        this.dataset = dataset;
        this.areas = areas;
        this.settings = settings;
        this.cells = cells;
        colors = new Augmentation(settings.size(), 1, settings.color());
        epochs = new Epochs(dataset.size(), settings.batch(), settings.seed());
        ahead = new Prefetch<>(this::make, first);
    }

    public int perEpoch() {
        return epochs.perEpoch();
    }

    /** @throws DatasetException when a picture or what is sure of it cannot be read */
    public Batch next() {
        return ahead.next();
    }

    private Batch make(long number) {
        int size = settings.batch();
        int side = settings.size();
        List<Integer> order = epochs.batch(number);
        float[] pixels = new float[size * 3 * side * side];
        byte[] labels = new byte[size * cells.size()];
        for (int i = 0; i < size; i++) {
            int index = order.get(i);
            Sample sample = dataset.sample(index);
            SplittableRandom random = new SplittableRandom(epochs.seed(number, i));
            Crop crop = Crop.random(sample.pixels(), side, settings.inputSize(), settings.zoom(), random);
            float[] picture = crop.pixels(sample.pixels());
            colors.recolor(picture, random);
            LabelFile sure = known.computeIfAbsent(index, unknown -> areas.of(sample));
            System.arraycopy(picture, 0, pixels, i * picture.length, picture.length);
            System.arraycopy(crop.labels(sample.pixels(), sure, cells), 0, labels, i * cells.size(), cells.size());
        }
        return new Batch(size, side, pixels, labels);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
