package dev.eader.training.data;

import java.util.List;

/**
 * Augmented square images with their image-level labels.
 *
 * @param size number of images
 * @param pixels [size, 3, side, side] in [0,1]
 * @param labels [size, classes], 0 or 1
 */
public record ImageBatch(int size, float[] pixels, float[] labels) {

    /**
     * The batches of a dataset, in the order of {@link Epochs}.
     *
     * @param first number of the first batch, from 0
     * @throws IllegalArgumentException if {@code batchSize} is below 1 or above the size of the dataset
     */
    public static Batches<ImageBatch> sequence(
            Dataset dataset, Augmentation augmentation, int batchSize, long seed, long first) {
        Epochs epochs = new Epochs(dataset.size(), batchSize, seed);
        return new Batches<>(epochs, first, draws -> assemble(dataset, augmentation, draws));
    }

    private static ImageBatch assemble(Dataset dataset, Augmentation augmentation, List<Batches.Draw> draws) {
        int size = draws.size();
        int side = augmentation.size();
        int classes = dataset.classes().size();
        float[] pixels = new float[size * 3 * side * side];
        float[] labels = new float[size * classes];
        for (int i = 0; i < size; i++) {
            Dataset.Sample sample = dataset.sample(draws.get(i).index());
            float[] image = augmentation.apply(sample.pixels(), draws.get(i).seed());
            System.arraycopy(image, 0, pixels, i * image.length, image.length);
            System.arraycopy(sample.labels(), 0, labels, i * classes, classes);
        }
        return new ImageBatch(size, pixels, labels);
    }
}
