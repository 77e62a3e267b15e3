package dev.eader.training.affinity;

/**
 * A random walk over affinities (Ahn &amp; Kwak 2018, section 3.4): each step gives every cell the mean of its neighbours and
 * itself, weighted by {@code a_ij^beta}, which is {@code T x} with the rows of T adding up to 1. T is never made: it has
 * some seventy entries a row, and the map is passed over them step by step.
 */
public final class RandomWalk {
    private final NeighbourPairs neighbours;
    /** [offsets][cells], 0 where there is no pair. */
    private final float[][] weights;
    /** One over the sum of each row, itself included. */
    private final float[] scale;

    /**
     * @param features [channels, rows, columns]
     * @param beta how much affinity is sharpened; at 0 all neighbours are alike
     */
    public RandomWalk(float[] features, int channels, NeighbourPairs neighbours, double beta) {
        this.neighbours = neighbours;
        weights = neighbours.distances(features, 0, channels);
        float[] sum = new float[neighbours.cells()];
        java.util.Arrays.fill(sum, 1);
        for (int o = 0; o < weights.length; o++) {
            int stride = neighbours.stride(o);
            for (int i = 0; i < sum.length; i++) {
                weights[o][i] = neighbours.has(o, i) ? (float) Math.exp(-beta * weights[o][i]) : 0;
            }
            for (int i = 0; i < neighbours.end(o); i++) {
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
     * @param map row-major
     * @return the map after that many steps; its values stay between its least and its greatest
     */
    public float[] walk(float[] map, int steps) {
        float[] now = map.clone();
        float[] next = new float[map.length];
        for (int step = 0; step < steps; step++) {
            System.arraycopy(now, 0, next, 0, now.length);
            for (int o = 0; o < weights.length; o++) {
                spread(now, next, weights[o], neighbours.stride(o), neighbours.end(o));
            }
            for (int i = 0; i < next.length; i++) {
                next[i] *= scale[i];
            }
            float[] swapped = now;
            now = next;
            next = swapped;
        }
        return now;
    }

    private static void spread(float[] now, float[] next, float[] weights, int stride, int end) {
        for (int i = 0; i < end; i++) {
            next[i] += weights[i] * now[i + stride];
        }
        for (int i = 0; i < end; i++) {
            next[i + stride] += weights[i] * now[i];
        }
    }
}
