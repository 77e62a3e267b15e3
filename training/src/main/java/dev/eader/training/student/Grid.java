package dev.eader.training.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Where the cells of a map look: cell i at pixel {@code stride i + origin}, in rows and columns alike. Maps are drawn on
 * each other's grids by this alone, so that nothing moves on the way from one stride to another.
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

    /**
     * Bilinear; beyond the outermost cells their values go on. Two products with constant matrices, which every engine
     * differentiates.
     *
     * @param maps [n, channels, rows, columns] on this grid
     * @param rowsTo the grid wanted of rows, and
     * @param columnsTo of columns
     * @return [n, channels, height, width]
     */
    public NDArray draw(NDArray maps, Grid rowsTo, Grid columnsTo, long height, long width) {
        Shape shape = maps.getShape();
        NDArray down = matrix(maps, rowsTo, (int) shape.get(2), (int) height);
        NDArray across = matrix(maps, columnsTo, (int) shape.get(3), (int) width);
        return down.matMul(maps.matMul(across.transpose()));
    }

    /** As above, with one grid for rows and columns. */
    public NDArray draw(NDArray maps, Grid to, long height, long width) {
        return draw(maps, to, to, height, width);
    }

    /** [to, from]: what each new cell takes of each old one. */
    private NDArray matrix(NDArray like, Grid target, int from, int to) {
        float[] weights = new float[to * from];
        for (int i = 0; i < to; i++) {
            double looksAt = target.stride * i + target.origin;
            double cell = Math.max(0, Math.min((looksAt - origin) / stride, from - 1));
            int before = (int) cell;
            int after = Math.min(before + 1, from - 1);
            weights[i * from + before] += (float) (1 - (cell - before));
            weights[i * from + after] += (float) (cell - before);
        }
        NDManager scope = like.getManager();
        return scope.create(weights, new Shape(to, from)).toDevice(like.getDevice(), false);
    }
}
