package dev.eader.training.student;

import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Epochs;
import dev.eader.training.network.SampleAxis;
import java.util.List;

/**
 * Augmented square images with image-level labels and a pseudo-label for each cell of the student's output.
 *
 * @param size number of images
 * @param side of the images, in pixels
 * @param cells rows, and columns, of the student's output
 * @param pixels [size, 3, side, side] in [0,1]
 * @param classes image-level labels [size, classes], 0 or 1
 * @param targets [size, classes + 1, cells, cells]: 1 at the label of each labelled cell, 0 elsewhere; background is 0
 * @param labelled number of cells with a label, of all images
 */
public record LabelledBatch(
        int size, int side, int cells, float[] pixels, float[] classes, float[] targets, long labelled) {

    /**
     * The batches of a dataset, in the order of {@link Epochs}.
     *
     * @param axis of the student's logits
     * @param first number of the first batch, from 0
     * @throws IllegalArgumentException if {@code batchSize} is below 1 or above the size of the dataset
     */
    public static Batches<LabelledBatch> sequence(
            Dataset dataset,
            PseudoLabelFolder labels,
            SegmentationAugmentation augmentation,
            SampleAxis axis,
            int batchSize,
            long seed,
            long first) {
        Epochs epochs = new Epochs(dataset.size(), batchSize, seed);
        return new Batches<>(epochs, first, draws -> assemble(dataset, labels, augmentation, axis, draws));
    }

    private static LabelledBatch assemble(
            Dataset dataset,
            PseudoLabelFolder labels,
            SegmentationAugmentation augmentation,
            SampleAxis axis,
            List<Batches.Draw> draws) {
        int size = draws.size();
        int side = augmentation.size();
        int cells = (int) (side / axis.stride());
        int known = dataset.classes().size();
        float[] pixels = new float[size * 3 * side * side];
        float[] classes = new float[size * known];
        float[] targets = new float[size * (known + 1) * cells * cells];
        long labelled = 0;
        for (int i = 0; i < size; i++) {
            Dataset.Sample sample = dataset.sample(draws.get(i).index());
            SegmentationAugmentation.Crop crop = augmentation.apply(
                    sample.pixels(), labels.of(sample), axis, draws.get(i).seed());
            System.arraycopy(crop.pixels(), 0, pixels, i * crop.pixels().length, crop.pixels().length);
            System.arraycopy(sample.labels(), 0, classes, i * known, known);
            labelled += encodeOneHot(crop.labels(), targets, i * (known + 1));
        }
        return new LabelledBatch(size, side, cells, pixels, classes, targets, labelled);
    }

    private static long encodeOneHot(byte[] labels, float[] targets, int firstPlane) {
        long labelled = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != Dataset.IGNORE) {
                targets[(firstPlane + (labels[i] & 255)) * labels.length + i] = 1;
                labelled++;
            }
        }
        return labelled;
    }
}
