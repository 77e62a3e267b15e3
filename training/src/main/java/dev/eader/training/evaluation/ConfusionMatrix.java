package dev.eader.training.evaluation;

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

    /** Mean IoU over the labels that occur, background included. */
    public double meanIou() {
        double sum = 0;
        int counted = 0;
        for (int label = 0; label < labels(); label++) {
            double iou = iou(label);
            if (!Double.isNaN(iou)) {
                sum += iou;
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
