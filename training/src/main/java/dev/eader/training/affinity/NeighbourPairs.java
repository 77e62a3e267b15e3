package dev.eader.training.affinity;

import java.util.ArrayList;
import java.util.List;

/**
 * All pairs of cells of a grid whose distance is below the radius, each pair once. A pair is identified by the index of its
 * offset in {@link #offsets} and by its first cell; the second cell lies at that offset, to the right or below.
 *
 * @param rows of the grid
 * @param columns of the grid
 * @param offsets from the first cell to the second
 */
public record NeighbourPairs(int rows, int columns, List<Offset> offsets) {
    /** Cells at a distance below 5, as in the code of AffinityNet's authors (PSA). */
    public static final int RADIUS = 5;

    /**
     * @param down in rows, at least 0
     * @param right in columns; may be negative if {@code down} is positive
     */
    public record Offset(int down, int right) {}

    public static NeighbourPairs of(int rows, int columns) {
        List<Offset> offsets = new ArrayList<>();
        for (int down = 0; down < RADIUS; down++) {
            for (int right = 1 - RADIUS; right < RADIUS; right++) {
                boolean once = down > 0 || right > 0;
                if (once && down * down + right * right < RADIUS * RADIUS && down < rows && Math.abs(right) < columns) {
                    offsets.add(new Offset(down, right));
                }
            }
        }
        return new NeighbourPairs(rows, columns, offsets);
    }

    /** Number of cells of the grid. */
    public int cells() {
        return rows * columns;
    }

    /** Difference of the indices of the second and the first cell; at least 1. */
    public int stride(int offset) {
        return offsets.get(offset).down() * columns + offsets.get(offset).right();
    }

    /** Whether the grid has the second cell of the pair. */
    public boolean has(int offset, int cell) {
        Offset o = offsets.get(offset);
        int column = cell % columns + o.right();
        return cell / columns + o.down() < rows && column >= 0 && column < columns;
    }

    /** End of the range of first cells whose second cell has a valid index, even if it lies across the left or right edge. */
    int end(int offset) {
        return cells() - stride(offset);
    }

    /**
     * Computes {@code mean |f_i - f_j|} over the channels of each pair.
     *
     * @param features [images, channels, rows, columns]
     * @param from index of the image's first value
     * @return [offsets][cells]; values are undefined where {@link #has} is false
     */
    public float[][] distances(float[] features, int from, int channels) {
        float[][] distances = new float[offsets.size()][cells()];
        for (int c = 0; c < channels; c++) {
            int plane = from + c * cells();
            for (int o = 0; o < distances.length; o++) {
                addDifferences(features, plane, stride(o), distances[o], end(o));
            }
        }
        for (float[] each : distances) {
            for (int i = 0; i < each.length; i++) {
                each[i] /= channels;
            }
        }
        return distances;
    }

    // pairs across the edge are computed too, because that is faster than testing for them
    private static void addDifferences(float[] features, int plane, int stride, float[] sums, int end) {
        for (int i = 0; i < end; i++) {
            sums[i] += Math.abs(features[plane + i] - features[plane + i + stride]);
        }
    }

    /**
     * Adds the gradient with respect to the features: {@code sign(f_i - f_j) / channels} times that of the distances.
     *
     * @param features as in {@link #distances}
     * @param slopes gradient with respect to the distances, [offsets][cells]: 0 where there is no pair, null if an offset has
     *     none at all
     * @param gradient with respect to the features, in their layout; the image's part must be 0 before
     */
    public void backward(float[] features, int from, int channels, float[][] slopes, float[] gradient) {
        float[] signed = new float[cells()];
        for (int c = 0; c < channels; c++) {
            int plane = from + c * cells();
            for (int o = 0; o < slopes.length; o++) {
                if (slopes[o] != null) {
                    addGradient(features, plane, stride(o), slopes[o], end(o), signed, gradient);
                }
            }
        }
        for (int i = from; i < from + channels * cells(); i++) {
            gradient[i] /= channels;
        }
    }

    private static void addGradient(
            float[] features, int plane, int stride, float[] slopes, int end, float[] signed, float[] gradient) {
        for (int i = 0; i < end; i++) {
            signed[i] = slopes[i] * Math.signum(features[plane + i] - features[plane + i + stride]);
        }
        for (int i = 0; i < end; i++) {
            gradient[plane + i] += signed[i];
        }
        for (int i = 0; i < end; i++) {
            gradient[plane + stride + i] -= signed[i];
        }
    }
}
