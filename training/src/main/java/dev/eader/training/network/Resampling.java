package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Draws maps on another grid, each value where its cell looked: two products with constant matrices, which every engine
 * differentiates. Between pictures of two sizes it is enlarging with half-pixel centres, as PyTorch's {@code
 * align_corners=False} and ONNX's Resize have it.
 *
 * @param down weights [target rows, source rows]
 * @param across weights [target columns, source columns]
 */
public record Resampling(Plane from, Plane to, float[] down, float[] across) {

    public static Resampling of(Plane from, Plane to) {
        return new Resampling(
                from,
                to,
                from.down().weights(from.rows(), to.down(), to.rows()),
                from.across().weights(from.columns(), to.across(), to.columns()));
    }

    /** From a picture of one size to that of another, both of which show the same. */
    public static Resampling between(int fromWidth, int fromHeight, int width, int height) {
        return of(Plane.over(fromWidth, fromHeight, width, height), Plane.over(width, height, width, height));
    }

    /** @param map row-major on {@link #from} */
    public float[] apply(float[] map) {
        int inColumns = from.columns();
        int outColumns = to.columns();
        float[] wide = new float[from.rows() * outColumns];
        for (int x = 0; x < outColumns; x++) {
            for (int s = 0; s < inColumns; s++) {
                float weight = across[x * inColumns + s];
                for (int y = 0; weight != 0 && y < from.rows(); y++) {
                    wide[y * outColumns + x] += weight * map[y * inColumns + s];
                }
            }
        }
        float[] out = new float[to.size()];
        for (int y = 0; y < to.rows(); y++) {
            for (int s = 0; s < from.rows(); s++) {
                float weight = down[y * from.rows() + s];
                for (int x = 0; weight != 0 && x < outColumns; x++) {
                    out[y * outColumns + x] += weight * wide[s * outColumns + x];
                }
            }
        }
        return out;
    }

    /** @param maps [n, channels, rows, columns] on {@link #from} */
    public NDArray apply(NDArray maps) {
        NDArray rows = matrix(maps, down, to.rows());
        NDArray columns = matrix(maps, across, to.columns());
        return rows.matMul(maps.matMul(columns.transpose()));
    }

    private static NDArray matrix(NDArray like, float[] weights, int rows) {
        NDManager scope = like.getManager();
        return scope.create(weights, new Shape(rows, weights.length / rows)).toDevice(like.getDevice(), false);
    }
}
