package dev.eader.training.affinity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Takes maps from the cells of one pair of grids to those of another, in arrays of Java's and, differentiably, of DJL's.
 *
 * @param rows weights [target rows, source rows]
 * @param columns weights [target columns, source columns]
 */
public record Resampling(Plane from, Plane to, float[] rows, float[] columns) {

    /** Where the cells of a map lie. */
    public record Plane(Grid rows, Grid columns) {
        /** {@code columns} x {@code rows} cells that fill a picture of {@code width} x {@code height} input pixels. */
        public static Plane over(int columns, int rows, int width, int height) {
            return new Plane(Grid.over(rows, height), Grid.over(columns, width));
        }

        /** The feature map of a picture of {@code width} x {@code height} input pixels. */
        public static Plane of(int width, int height, int stride, double origin) {
            return new Plane(Grid.of(height, stride, origin), Grid.of(width, stride, origin));
        }

        public int size() {
            return rows.cells() * columns.cells();
        }
    }

    public static Resampling of(Plane from, Plane to) {
        return new Resampling(
                from, to, from.rows().to(to.rows()), from.columns().to(to.columns()));
    }

    /** @param map row-major on {@link #from} */
    public float[] apply(float[] map) {
        int inRows = from.rows().cells();
        int inColumns = from.columns().cells();
        int outRows = to.rows().cells();
        int outColumns = to.columns().cells();
        float[] wide = new float[inRows * outColumns];
        for (int x = 0; x < outColumns; x++) {
            for (int s = 0; s < inColumns; s++) {
                float weight = columns[x * inColumns + s];
                for (int y = 0; weight != 0 && y < inRows; y++) {
                    wide[y * outColumns + x] += weight * map[y * inColumns + s];
                }
            }
        }
        float[] out = new float[outRows * outColumns];
        for (int y = 0; y < outRows; y++) {
            for (int s = 0; s < inRows; s++) {
                float weight = rows[y * inRows + s];
                for (int x = 0; weight != 0 && x < outColumns; x++) {
                    out[y * outColumns + x] += weight * wide[s * outColumns + x];
                }
            }
        }
        return out;
    }

    /** @param maps [n, channels, rows, columns] on {@link #from} */
    public NDArray apply(NDArray maps) {
        NDManager scope = maps.getManager();
        Shape across = new Shape(from.columns().cells(), to.columns().cells());
        NDArray transposed = scope.create(transpose(columns, to.columns().cells()), across);
        NDArray wide = maps.matMul(transposed.toDevice(maps.getDevice(), false));
        Shape down = new Shape(to.rows().cells(), from.rows().cells());
        return scope.create(rows, down).toDevice(maps.getDevice(), false).matMul(wide);
    }

    private static float[] transpose(float[] matrix, int rows) {
        int columns = matrix.length / rows;
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }
}
