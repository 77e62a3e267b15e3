package dev.eader.training.evaluation;

import java.util.function.IntToDoubleFunction;

/**
 * Counts of pixels by true and predicted label over a whole data set, so that its metrics are those of the set and not
 * means over images. Definitions as in the PASCAL VOC segmentation challenge (Everingham et al. 2010). Not thread-safe.
 */
public final class ConfusionMatrix {
    private final long[][] pixels;

    /** @param labels number of labels, including the background */
    public ConfusionMatrix(int labels) {
        pixels = new long[labels][labels];
    }

    public void add(int truth, int predicted, long count) {
        pixels[truth][predicted] += count;
    }

    public ConfusionMatrix copy() {
        ConfusionMatrix copy = new ConfusionMatrix(labels());
        for (int truth = 0; truth < labels(); truth++) {
            copy.pixels[truth] = pixels[truth].clone();
        }
        return copy;
    }

    /** Number of labels, including the background. */
    public int labels() {
        return pixels.length;
    }

    /** Intersection over union, TP / (TP + FP + FN), in [0, 1]; NaN for a label that does not occur. */
    public double iou(int label) {
        return (double) pixels[label][label] / (truth(label) + predicted(label) - pixels[label][label]);
    }

    /** TP / (TP + FP), in [0, 1]; NaN for a label that was never predicted. */
    public double precision(int label) {
        return (double) pixels[label][label] / predicted(label);
    }

    /** TP / (TP + FN), in [0, 1]; NaN for a label that is not in the truth. */
    public double recall(int label) {
        return (double) pixels[label][label] / truth(label);
    }

    /** Whether the label is in the truth or in the prediction of any pixel. */
    public boolean occurs(int label) {
        return truth(label) + predicted(label) > 0;
    }

    /** Mean IoU over the labels that occur, including the background. */
    public double meanIou() {
        return meanIou(0);
    }

    /** @param first first label of the mean: 0 to include the background, 1 for classes only */
    public double meanIou(int first) {
        return mean(first, this::iou);
    }

    /** Mean precision; a label that occurs but was never predicted counts as 0. */
    public double meanPrecision(int first) {
        return mean(first, this::precision);
    }

    /** Mean recall; a label that was predicted but is not in the truth counts as 0. */
    public double meanRecall(int first) {
        return mean(first, this::recall);
    }

    private double mean(int first, IntToDoubleFunction metric) {
        double sum = 0;
        int counted = 0;
        for (int label = first; label < labels(); label++) {
            if (occurs(label)) {
                double value = metric.applyAsDouble(label);
                sum += Double.isNaN(value) ? 0 : value;
                counted++;
            }
        }
        return sum / counted;
    }

    private long truth(int label) {
        long sum = 0;
        for (long count : pixels[label]) {
            sum += count;
        }
        return sum;
    }

    private long predicted(int label) {
        long sum = 0;
        for (long[] row : pixels) {
            sum += row[label];
        }
        return sum;
    }
}
