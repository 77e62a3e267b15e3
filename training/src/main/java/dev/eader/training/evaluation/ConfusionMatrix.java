package dev.eader.training.evaluation;

import java.util.function.IntToDoubleFunction;

/** Pixels by true and predicted label, over a whole set: mIoU is of the set, not a mean over images. */
public final class ConfusionMatrix {
    private final long[][] pixels;

    /** @param labels background included */
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

    public int labels() {
        return pixels.length;
    }

    /** Intersection over union, in [0,1]; NaN for a label that neither stands nor was predicted anywhere. */
    public double iou(int label) {
        return (double) pixels[label][label] / (truth(label) + predicted(label) - pixels[label][label]);
    }

    /** Share of the predicted pixels that are right, in [0,1]. */
    public double precision(int label) {
        return (double) pixels[label][label] / predicted(label);
    }

    /** Share of the true pixels that were found, in [0,1]. */
    public double recall(int label) {
        return (double) pixels[label][label] / truth(label);
    }

    /** Whether the label stands or was predicted anywhere. */
    public boolean occurs(int label) {
        return truth(label) + predicted(label) > 0;
    }

    /** Mean IoU over the labels that occur, background included. */
    public double meanIou() {
        return meanIou(0);
    }

    /** @param first label that counts: 0 for the background too, 1 for classes alone */
    public double meanIou(int first) {
        return mean(first, this::iou);
    }

    /** A label that occurs and was never predicted has 0. */
    public double meanPrecision(int first) {
        return mean(first, this::precision);
    }

    /** A label that was predicted and stands nowhere has 0. */
    public double meanRecall(int first) {
        return mean(first, this::recall);
    }

    private double mean(int first, IntToDoubleFunction of) {
        double sum = 0;
        int counted = 0;
        for (int label = first; label < labels(); label++) {
            if (occurs(label)) {
                double share = of.applyAsDouble(label);
                sum += Double.isNaN(share) ? 0 : share;
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
