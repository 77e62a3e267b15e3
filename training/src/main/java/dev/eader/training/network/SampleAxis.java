package dev.eader.training.network;

/**
 * Positions of a map's cells along one axis of the image: cell i lies at pixel {@code stride * i + origin}, where 0 is the
 * centre of the first pixel. {@link Resampling} uses these positions, so that nothing is displaced between maps of different
 * strides.
 *
 * @param stride distance between cells, in pixels
 * @param origin position of the first cell, in pixels
 */
public record SampleAxis(double stride, double origin) {
    /** One cell per pixel of the image. */
    public static final SampleAxis PIXELS = new SampleAxis(1, 0);

    /** Cells of {@code ratio} pixels with half-pixel centres: the pixels of an image that is scaled down by this ratio. */
    public static SampleAxis halfPixel(double ratio) {
        return new SampleAxis(ratio, (ratio - 1) / 2);
    }

    /** Position of a cell, in pixels. */
    public double position(int cell) {
        return stride * cell + origin;
    }

    /**
     * The axis of a convolution's or pooling's output.
     *
     * @param step stride of the window, in cells of this axis
     * @param first centre of the first window, in cells of this axis; may be a fraction
     */
    SampleAxis afterWindow(int step, double first) {
        return new SampleAxis(stride * step, origin + stride * first);
    }

    /**
     * Weights that resample values from this axis to another. Interpolation is linear, and beyond the first and the last cell
     * their values are repeated; to a coarser axis, values are averaged under a triangle as wide as its stride.
     *
     * @param cells number of cells on this axis
     * @param wanted number of cells on the other axis
     * @return row-major [wanted, cells]; each row sums to 1
     */
    float[] weights(int cells, SampleAxis other, int wanted) {
        float[] weights = new float[wanted * cells];
        double reach = Math.max(1, other.stride / stride);
        for (int row = 0; row < wanted; row++) {
            double at = Math.max(0, Math.min((other.position(row) - origin) / stride, cells - 1));
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
