package dev.eader.training.affinity;

/**
 * Points at equal distances along one axis of a picture: where the cells of a map lie. Coordinates are input pixels, the
 * centre of the first pixel at 0.
 *
 * @param cells how many
 * @param first centre of the first
 * @param step from one to the next
 */
public record Grid(int cells, double first, double step) {

    /** Cells that share a side of {@code extent} pixels among them, as the pixels of a picture at another size do. */
    public static Grid over(int cells, int extent) {
        double step = (double) extent / cells;
        return new Grid(cells, (step - 1) / 2, step);
    }

    /** The cells of a feature map. */
    public static Grid of(int extent, int stride, double origin) {
        return new Grid((extent + stride - 1) / stride, origin, stride);
    }

    public double centre(int cell) {
        return first + step * cell;
    }

    /**
     * Weights that take values here to values at {@code target}, row-major [target cells, cells]; each row sums to 1.
     * Linear between cells; where the target is coarser, a triangle as wide as its step, so that nothing falls between.
     */
    public float[] to(Grid target) {
        float[] weights = new float[target.cells * cells];
        double reach = Math.max(1, target.step / step);
        for (int row = 0; row < target.cells; row++) {
            double at = Math.max(0, Math.min((target.centre(row) - first) / step, cells - 1));
            double sum = 0;
            for (int cell = 0; cell < cells; cell++) {
                sum += triangle(at, cell, reach);
            }
            for (int cell = 0; cell < cells; cell++) {
                weights[row * cells + cell] = (float) (triangle(at, cell, reach) / sum);
            }
        }
        return weights;
    }

    private static double triangle(double at, int cell, double reach) {
        return Math.max(0, 1 - Math.abs(at - cell) / reach);
    }
}
