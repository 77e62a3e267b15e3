package dev.eader.training.affinity;

import dev.eader.training.data.Dataset;
import java.util.stream.IntStream;

/**
 * The loss of affinity (Ahn &amp; Kwak 2018, section 3.3) and its gradient. {@code a_ij = exp(-mean |f_i - f_j|)} must be 1
 * for two cells of one label and 0 for cells of two; pairs with an unsure cell do not count. Each kind of pair has its
 * mean, so that many pairs of background do not drown the few across an edge.
 *
 * <p>It is worked out here rather than by autograd, which would write the channels of every pair to memory several times.
 *
 * @param background mean of {@code -log a} over pairs inside the background
 * @param foreground the same over pairs inside objects
 * @param different mean of {@code -log(1 - a)} over pairs of two labels
 * @param gradient of {@link #total} for the features, laid out as they are
 */
public record AffinityLoss(double background, double foreground, double different, float[] gradient) {
    private static final double BACKGROUND_SHARE = .25;
    private static final double FOREGROUND_SHARE = .25;
    private static final double DIFFERENT_SHARE = .5;
    /** Keeps the logarithm of equal features finite. */
    private static final double EPSILON = 1e-5;

    private enum Kind {
        BACKGROUND,
        FOREGROUND,
        DIFFERENT;

        static Kind of(byte one, byte other) {
            if (one == Dataset.IGNORE || other == Dataset.IGNORE) {
                return null;
            } else if (one != other) {
                return DIFFERENT;
            }
            return one == 0 ? BACKGROUND : FOREGROUND;
        }
    }

    public double total() {
        return BACKGROUND_SHARE * background + FOREGROUND_SHARE * foreground + DIFFERENT_SHARE * different;
    }

    /**
     * @param features [batch, channels, rows, columns]
     * @param labels [batch, rows, columns]: 0 background, c+1 class c, {@link Dataset#IGNORE} unsure
     */
    public static AffinityLoss of(float[] features, int channels, byte[] labels, NeighbourPairs neighbours) {
        int cells = neighbours.cells();
        int batch = labels.length / cells;
        long[] counts = counts(labels, neighbours);
        float[] gradient = new float[features.length];
        double[][] sums = IntStream.range(0, batch)
                .parallel()
                .mapToObj(n -> picture(features, channels, labels, n, neighbours, counts, gradient))
                .toArray(double[][]::new);
        double[] means = new double[counts.length];
        for (double[] each : sums) {
            for (int kind = 0; kind < means.length; kind++) {
                means[kind] += each[kind] / Math.max(1, counts[kind]);
            }
        }
        return new AffinityLoss(means[0], means[1], means[2], gradient);
    }

    private static double[] picture(
            float[] features,
            int channels,
            byte[] labels,
            int picture,
            NeighbourPairs neighbours,
            long[] counts,
            float[] gradient) {
        int cells = neighbours.cells();
        int from = picture * channels * cells;
        float[][] distances = neighbours.distances(features, from, channels);
        float[][] slopes = new float[distances.length][];
        double[] sums = new double[counts.length];
        for (int o = 0; o < distances.length; o++) {
            int stride = neighbours.stride(o);
            for (int i = 0; i < neighbours.end(o); i++) {
                Kind kind = Kind.of(labels[picture * cells + i], labels[picture * cells + i + stride]);
                if (kind == null || !neighbours.has(o, i)) {
                    continue;
                }
                if (slopes[o] == null) {
                    slopes[o] = new float[cells];
                }
                double distance = distances[o][i];
                double affinity = Math.exp(-distance);
                double unlike = 1 + EPSILON - affinity;
                boolean differs = kind == Kind.DIFFERENT;
                sums[kind.ordinal()] += differs ? -Math.log(unlike) : distance;
                double slope = differs ? -DIFFERENT_SHARE * affinity / unlike : share(kind);
                slopes[o][i] = (float) (slope / counts[kind.ordinal()]);
            }
        }
        neighbours.backward(features, from, channels, slopes, gradient);
        return sums;
    }

    private static double share(Kind alike) {
        return alike == Kind.BACKGROUND ? BACKGROUND_SHARE : FOREGROUND_SHARE;
    }

    private static long[] counts(byte[] labels, NeighbourPairs neighbours) {
        long[] counts = new long[Kind.values().length];
        int cells = neighbours.cells();
        for (int from = 0; from < labels.length; from += cells) {
            for (int o = 0; o < neighbours.offsets().size(); o++) {
                for (int i = 0; i < neighbours.end(o); i++) {
                    Kind kind = Kind.of(labels[from + i], labels[from + i + neighbours.stride(o)]);
                    if (kind != null && neighbours.has(o, i)) {
                        counts[kind.ordinal()]++;
                    }
                }
            }
        }
        return counts;
    }
}
