package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Resamples maps from one grid to another by the positions of their cells. It is two products with constant matrices, which
 * every engine can differentiate. Between images of two sizes it is bilinear scaling with half-pixel centres, as PyTorch's
 * {@code align_corners=False} and ONNX's Resize.
 *
 * @param rowWeights [target rows, source rows]
 * @param columnWeights [target columns, source columns]
 */
public record Resampling(SampleGrid from, SampleGrid to, float[] rowWeights, float[] columnWeights) {

    public static Resampling of(SampleGrid from, SampleGrid to) {
        return new Resampling(
                from,
                to,
                from.vertical().weights(from.rows(), to.vertical(), to.rows()),
                from.horizontal().weights(from.columns(), to.horizontal(), to.columns()));
    }

    /** From an image of one size, in pixels, to the same image at another size. */
    public static Resampling between(int fromWidth, int fromHeight, int width, int height) {
        return of(
                SampleGrid.covering(fromWidth, fromHeight, width, height),
                SampleGrid.covering(width, height, width, height));
    }

    /**
     * @param map row-major on {@link #from}
     * @return row-major on {@link #to}
     */
    public float[] apply(float[] map) {
        int inColumns = from.columns();
        int outColumns = to.columns();
        float[] wide = new float[from.rows() * outColumns];
        for (int x = 0; x < outColumns; x++) {
            for (int s = 0; s < inColumns; s++) {
                float weight = columnWeights[x * inColumns + s];
                for (int y = 0; weight != 0 && y < from.rows(); y++) {
                    wide[y * outColumns + x] += weight * map[y * inColumns + s];
                }
            }
        }
        float[] out = new float[to.size()];
        for (int y = 0; y < to.rows(); y++) {
            for (int s = 0; s < from.rows(); s++) {
                float weight = rowWeights[y * from.rows() + s];
                for (int x = 0; weight != 0 && x < outColumns; x++) {
                    out[y * outColumns + x] += weight * wide[s * outColumns + x];
                }
            }
        }
        return out;
    }

    /**
     * @param maps [n, channels, rows, columns] on {@link #from}
     * @return [n, channels, rows, columns] on {@link #to}
     */
    public NDArray apply(NDArray maps) {
        NDArray rows = matrix(maps, rowWeights, to.rows());
        NDArray columns = matrix(maps, columnWeights, to.columns());
        return rows.matMul(maps.matMul(columns.transpose()));
    }

    private static NDArray matrix(NDArray like, float[] weights, int rows) {
        NDManager scope = like.getManager();
        return scope.create(weights, new Shape(rows, weights.length / rows)).toDevice(like.getDevice(), false);
    }
}
