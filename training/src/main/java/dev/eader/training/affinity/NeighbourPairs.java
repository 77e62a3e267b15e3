package dev.eader.training.affinity;

import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of cells of a grid that are nearer to each other than the radius, each once. A pair is known by its offset,
 * one of {@link #offsets}, and its first cell; the second is the offset further on, rightwards or below.
 *
 * @param rows of the grid
 * @param columns of the grid
 * @param offsets from the first cell to the second
 */
public record NeighbourPairs(int rows, int columns, List<Offset> offsets) {
    /** PSA's: cells nearer than five. */
    public static final int RADIUS = 5;

    /** @param right may be negative where {@code down} is positive */
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

    public int cells() {
        return rows * columns;
    }

    /** From a first cell's index to its second's; at least 1. */
    public int stride(int offset) {
        return offsets.get(offset).down() * columns + offsets.get(offset).right();
    }

    /** Whether a cell is the first of a pair: the second may lie beyond the edge. */
    public boolean has(int offset, int cell) {
        Offset o = offsets.get(offset);
        int column = cell % columns + o.right();
        return cell / columns + o.down() < rows && column >= 0 && column < columns;
    }

    /** After the last cell that another is an offset away from; before it all are, if perhaps across the edge. */
    int end(int offset) {
        return cells() - stride(offset);
    }

    /**
     * {@code mean |f_i - f_j|} over the channels, [offsets][cells]; without meaning where {@link #has} no pair.
     *
     * @param features of several pictures, [channels, rows, columns] each
     * @param from where this picture's begin
     */
    public float[][] distances(float[] features, int from, int channels) {
        float[][] distances = new float[offsets.size()][cells()];
        for (int c = 0; c < channels; c++) {
            int plane = from + c * cells();
            for (int o = 0; o < distances.length; o++) {
                add(features, plane, stride(o), distances[o], end(o));
            }
        }
        for (float[] each : distances) {
            for (int i = 0; i < each.length; i++) {
                each[i] /= channels;
            }
        }
        return distances;
    }

    // one run over all rows, pairs across the edge included: they cost less than asking
    private static void add(float[] features, int plane, int stride, float[] sums, int end) {
        for (int i = 0; i < end; i++) {
            sums[i] += Math.abs(features[plane + i] - features[plane + i + stride]);
        }
    }

    /**
     * Adds what the distances' gradient says of the features: {@code sign(f_i - f_j)} times it, over the channels' number.
     *
     * @param slopes of the distances [offsets][cells], 0 where there is no pair; null where an offset has none
     * @param gradient of the features, laid out as they are
     */
    public void backward(float[] features, int from, int channels, float[][] slopes, float[] gradient) {
        float[] moved = new float[cells()];
        for (int c = 0; c < channels; c++) {
            int plane = from + c * cells();
            for (int o = 0; o < slopes.length; o++) {
                if (slopes[o] != null) {
                    push(features, plane, stride(o), slopes[o], end(o), moved, gradient);
                }
            }
        }
        for (int i = from; i < from + channels * cells(); i++) {
            gradient[i] /= channels;
        }
    }

    private static void push(
            float[] features, int plane, int stride, float[] slopes, int end, float[] moved, float[] gradient) {
        for (int i = 0; i < end; i++) {
            moved[i] = slopes[i] * Math.signum(features[plane + i] - features[plane + i + stride]);
        }
        for (int i = 0; i < end; i++) {
            gradient[plane + i] += moved[i];
        }
        for (int i = 0; i < end; i++) {
            gradient[plane + stride + i] -= moved[i];
        }
    }
}
