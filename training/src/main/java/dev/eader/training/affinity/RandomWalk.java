package dev.eader.training.affinity;

import java.util.Arrays;

/**
 * A random walk with affinities as transition probabilities (Ahn &amp; Kwak 2018, section 3.4). Each step computes {@code T x}:
 * the mean of each cell and its neighbours, weighted by {@code a_ij^beta}, so that each row of T sums to 1. T, with about seventy
 * entries per row, is not stored as a matrix. Immutable and thread-safe.
 */
public final class RandomWalk {
    private final NeighbourPairs pairs;
    /** [offsets][cells], 0 where there is no pair. */
    private final float[][] weights;
    /** Reciprocal of the sum of each row, including the cell itself. */
    private final float[] scale;

    /**
     * @param features [channels, rows, columns]
     * @param beta exponent of the affinities, at least 0; at 0, all neighbours have the same weight
     */
    public RandomWalk(float[] features, int channels, NeighbourPairs pairs, double beta) {
        this.pairs = pairs;
        weights = pairs.distances(features, 0, channels);
        float[] sum = new float[pairs.cells()];
        Arrays.fill(sum, 1);
        for (int o = 0; o < weights.length; o++) {
            int stride = pairs.stride(o);
            for (int i = 0; i < sum.length; i++) {
                weights[o][i] = pairs.has(o, i) ? (float) Math.exp(-beta * weights[o][i]) : 0;
            }
            for (int i = 0; i < pairs.end(o); i++) {
                sum[i] += weights[o][i];
                sum[i + stride] += weights[o][i];
            }
        }
        scale = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            scale[i] = 1 / sum[i];
        }
    }

    /**
     * Propagates a map.
     *
     * @param map row-major [rows, columns]; it is not changed
     * @return the map after the given number of steps; its values lie between the minimum and the maximum of the input
     */
    public float[] walk(float[] map, int steps) {
        float[] current = map.clone();
        float[] next = new float[map.length];
        for (int step = 0; step < steps; step++) {
            System.arraycopy(current, 0, next, 0, current.length);
            for (int o = 0; o < weights.length; o++) {
                addNeighbours(current, next, weights[o], pairs.stride(o), pairs.end(o));
            }
            for (int i = 0; i < next.length; i++) {
                next[i] *= scale[i];
            }
            float[] swapped = current;
            current = next;
            next = swapped;
        }
        return current;
    }

    private static void addNeighbours(float[] current, float[] next, float[] weights, int stride, int end) {
        for (int i = 0; i < end; i++) {
            next[i] += weights[i] * current[i + stride];
        }
        for (int i = 0; i < end; i++) {
            next[i + stride] += weights[i] * current[i];
        }
    }
}
