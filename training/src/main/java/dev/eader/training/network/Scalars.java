package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Arithmetic with constants that is safe while gradients are recorded. With DJL's {@code mul(Number)} and similar methods, the
 * graph refers to a Java buffer that garbage collection may free before the backward pass, which silently corrupts the
 * gradient. Here, the constant is an array that lives until the step's manager is closed.
 */
public final class Scalars {
    private Scalars() {}

    /** Creates a 0-dimensional array with the type, device and manager of {@code like}. */
    public static NDArray constant(NDArray like, double value) {
        NDArray scalar = like.getDataType() == DataType.FLOAT64
                ? like.getManager().create(value)
                : like.getManager().create((float) value);
        return scalar.toDevice(like.getDevice(), false);
    }

    /** Multiplies each value by a constant. */
    public static NDArray times(NDArray array, double factor) {
        return array.mul(constant(array, factor));
    }
}
