package dev.eader.training.network;

/**
 * Where the cells of a map look: cell i at input pixel {@code stride i + origin}, the centre of the first pixel at 0. Maps
 * are drawn on each other's grids by this alone, so that nothing moves on the way from one stride to another.
 *
 * @param stride pixels from cell to cell
 * @param origin pixel at the centre of the first cell
 */
public record Grid(double stride, double origin) {
    /** The picture's own. */
    public static final Grid PIXELS = new Grid(1, 0);

    /**
     * The grid of a picture that is {@code ratio} times smaller, on the pixels of the larger: with half-pixel centres, as
     * pictures are scaled.
     */
    public static Grid shrunk(double ratio) {
        return new Grid(ratio, (ratio - 1) / 2);
    }

    /** The pixel that a cell looks at. */
    public double centre(int cell) {
        return stride * cell + origin;
    }

    /** @param first cell of this grid, or place between two, at which a window that moves by {@code step} begins */
    Grid moved(int step, double first) {
        return new Grid(stride * step, origin + stride * first);
    }

    /**
     * Weights that take values at {@code cells} cells here to {@code wanted} cells of another grid, row-major [wanted,
     * cells]; each row sums to 1. Linear between cells, and beyond the outermost their values go on; where the other grid is
     * coarser, a triangle as wide as its stride, so that nothing falls between.
     */
    float[] weights(int cells, Grid other, int wanted) {
        float[] weights = new float[wanted * cells];
        double reach = Math.max(1, other.stride / stride);
        for (int row = 0; row < wanted; row++) {
            double at = Math.max(0, Math.min((other.centre(row) - origin) / stride, cells - 1));
            int from = (int) Math.max(0, Math.floor(at - reach));
            int to = (int) Math.min(cells - 1, Math.ceil(at + reach));
            double sum = 0;
            for (int cell = from; cell <= to; cell++) {
                sum += triangle(at, cell, reach);
            }
            for (int cell = from; cell <= to; cell++) {
                weights[row * cells + cell] = (float) (triangle(at, cell, reach) / sum);
            }
        }
        return weights;
    }

    private static double triangle(double at, int cell, double reach) {
        return Math.max(0, 1 - Math.abs(at - cell) / reach);
    }
}
