package dev.eader.training.affinity;

import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Epochs;
import dev.eader.training.data.LabelFile;
import dev.eader.training.network.SampleGrid;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Random crops of images with the confident label of each cell of the affinity grid.
 *
 * @param size number of crops
 * @param side of the crops, in pixels
 * @param pixels [size, 3, side, side] in [0,1]
 * @param labels [size, rows, columns]: 0 background, c+1 class c, {@link Dataset#IGNORE} uncertain
 */
public record AffinityBatch(int size, int side, float[] pixels, byte[] labels) {

    /**
     * @param batch crops per step
     * @param size side of a crop, in pixels; a multiple of 32
     * @param inputSize long side of the images before cropping, in pixels: the size at which the random walk will run
     * @param zoom largest factor, at least 1, by which a crop's scale differs from that in either direction
     * @param color largest change of brightness, contrast and saturation, as a share in [0,1)
     */
    public record Settings(int batch, int size, int inputSize, double zoom, double color, long seed) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (size < 32 || size % 32 != 0 || inputSize < 32 || inputSize % 32 != 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "crop size and input size must be multiples of 32, but are %d and %d",
                        size,
                        inputSize));
            }
            if (zoom < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "zoom and batch must be at least 1, but are " + zoom + " and " + batch);
            }
        }
    }

    /**
     * The batches of a dataset, in the order of {@link Epochs}. Confident labels are determined once per image and cached.
     *
     * @param grid positions of the cells in a crop
     * @param first number of the first batch, from 0
     */
    public static Batches<AffinityBatch> sequence(
            Dataset dataset, ConfidentLabels labels, Settings settings, SampleGrid grid, long first) {
        Map<Integer, LabelFile> known = new ConcurrentHashMap<>();
        Epochs epochs = new Epochs(dataset.size(), settings.batch(), settings.seed());
        return new Batches<>(epochs, first, draws -> assemble(dataset, labels, known, settings, grid, draws));
    }

    private static AffinityBatch assemble(
            Dataset dataset,
            ConfidentLabels confident,
            Map<Integer, LabelFile> known,
            Settings settings,
            SampleGrid grid,
            List<Batches.Draw> draws) {
        int size = draws.size();
        int side = settings.size();
        Augmentation colors = new Augmentation(side, 1, settings.color());
        float[] pixels = new float[size * 3 * side * side];
        byte[] labels = new byte[size * grid.size()];
        for (int i = 0; i < size; i++) {
            int index = draws.get(i).index();
            Sample sample = dataset.sample(index);
            SplittableRandom random = new SplittableRandom(draws.get(i).seed());
            RandomCrop crop = RandomCrop.random(sample.pixels(), side, settings.inputSize(), settings.zoom(), random);
            float[] image = crop.pixels(sample.pixels());
            colors.recolor(image, random);
            LabelFile file = known.computeIfAbsent(index, unknown -> confident.of(sample));
            System.arraycopy(image, 0, pixels, i * image.length, image.length);
            System.arraycopy(crop.labels(sample.pixels(), file, grid), 0, labels, i * grid.size(), grid.size());
        }
        return new AffinityBatch(size, side, pixels, labels);
    }
}
