package dev.eader.training.affinity;

import dev.eader.training.data.Dataset;
import java.util.stream.IntStream;

/**
 * The affinity loss (Ahn &amp; Kwak 2018, section 3.3) and its gradient. The affinity {@code a_ij = exp(-mean |f_i - f_j|)} of
 * two cells should be 1 if they have the same label and 0 if they have different labels; pairs with an uncertain cell are
 * ignored. Each kind of pair has its own mean, so that the many pairs of background do not outweigh the few across an edge.
 *
 * <p>Loss and gradient are computed directly instead of by autograd, which would write the channels of each pair to memory
 * several times.
 *
 * @param background mean of {@code -log a} over pairs within background
 * @param foreground mean of {@code -log a} over pairs within a class
 * @param different mean of {@code -log(1 - a)} over pairs with different labels
 * @param gradient of {@link #total} with respect to the features, in the layout of the features
 */
public record AffinityLoss(double background, double foreground, double different, float[] gradient) {
    private static final double BACKGROUND_SHARE = .25;
    private static final double FOREGROUND_SHARE = .25;
    private static final double DIFFERENT_SHARE = .5;
    /** Keeps the logarithm finite for equal features. */
    private static final double EPSILON = 1e-5;

    private enum Kind {
        BACKGROUND,
        FOREGROUND,
        DIFFERENT;

        /** Returns null if one of the cells is uncertain. */
        static Kind of(byte one, byte other) {
            if (one == Dataset.IGNORE || other == Dataset.IGNORE) {
                return null;
            } else if (one != other) {
                return DIFFERENT;
            }
            return one == 0 ? BACKGROUND : FOREGROUND;
        }
    }

    /** Weighted sum of the three means: 1/4 background, 1/4 foreground, 1/2 different. */
    public double total() {
        return BACKGROUND_SHARE * background + FOREGROUND_SHARE * foreground + DIFFERENT_SHARE * different;
    }

    /**
     * @param features [batch, channels, rows, columns]
     * @param labels [batch, rows, columns]: 0 background, c+1 class c, {@link Dataset#IGNORE} uncertain
     */
    public static AffinityLoss of(float[] features, int channels, byte[] labels, NeighbourPairs pairs) {
        int cells = pairs.cells();
        int batch = labels.length / cells;
        long[] counts = counts(labels, pairs);
        float[] gradient = new float[features.length];
        double[][] sums = IntStream.range(0, batch)
                .parallel()
                .mapToObj(image -> addImage(features, channels, labels, image, pairs, counts, gradient))
                .toArray(double[][]::new);
        double[] means = new double[counts.length];
        for (double[] each : sums) {
            for (int kind = 0; kind < means.length; kind++) {
                means[kind] += each[kind] / Math.max(1, counts[kind]);
            }
        }
        return new AffinityLoss(means[0], means[1], means[2], gradient);
    }

    /**
     * Adds one image's part to the gradient.
     *
     * @return sum of the loss over the image's pairs of each kind
     */
    private static double[] addImage(
            float[] features,
            int channels,
            byte[] labels,
            int image,
            NeighbourPairs pairs,
            long[] counts,
            float[] gradient) {
        int cells = pairs.cells();
        int from = image * channels * cells;
        float[][] distances = pairs.distances(features, from, channels);
        float[][] slopes = new float[distances.length][];
        double[] sums = new double[counts.length];
        for (int o = 0; o < distances.length; o++) {
            int stride = pairs.stride(o);
            for (int i = 0; i < pairs.end(o); i++) {
                Kind kind = Kind.of(labels[image * cells + i], labels[image * cells + i + stride]);
                if (kind == null || !pairs.has(o, i)) {
                    continue;
                }
                if (slopes[o] == null) {
                    slopes[o] = new float[cells];
                }
                double distance = distances[o][i];
                double affinity = Math.exp(-distance);
                double difference = 1 + EPSILON - affinity;
                boolean differs = kind == Kind.DIFFERENT;
                sums[kind.ordinal()] += differs ? -Math.log(difference) : distance;
                double slope = differs ? -DIFFERENT_SHARE * affinity / difference : share(kind);
                slopes[o][i] = (float) (slope / counts[kind.ordinal()]);
            }
        }
        pairs.backward(features, from, channels, slopes, gradient);
        return sums;
    }

    private static double share(Kind sameLabel) {
        return sameLabel == Kind.BACKGROUND ? BACKGROUND_SHARE : FOREGROUND_SHARE;
    }

    private static long[] counts(byte[] labels, NeighbourPairs pairs) {
        long[] counts = new long[Kind.values().length];
        int cells = pairs.cells();
        for (int from = 0; from < labels.length; from += cells) {
            for (int o = 0; o < pairs.offsets().size(); o++) {
                for (int i = 0; i < pairs.end(o); i++) {
                    Kind kind = Kind.of(labels[from + i], labels[from + i + pairs.stride(o)]);
                    if (kind != null && pairs.has(o, i)) {
                        counts[kind.ordinal()]++;
                    }
                }
            }
        }
        return counts;
    }
}
