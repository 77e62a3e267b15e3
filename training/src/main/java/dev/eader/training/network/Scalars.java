package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Arithmetic with constants that is safe inside an autograd graph. DJL's own {@code mul(Number)} and its like leave
 * autograd a pointer into a Java buffer that the next garbage collection frees, and the gradient turns to rubbish without
 * a word; a constant that is an array of the step lives until the step closes.
 */
public final class Scalars {
    private Scalars() {}

    /** A 0-dimensional array of the type, device and manager of {@code like}. */
    public static NDArray constant(NDArray like, double value) {
        NDArray scalar = like.getDataType() == DataType.FLOAT64
                ? like.getManager().create(value)
                : like.getManager().create((float) value);
        return scalar.toDevice(like.getDevice(), false);
    }

    public static NDArray times(NDArray array, double factor) {
        return array.mul(constant(array, factor));
    }
}
