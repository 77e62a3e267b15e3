package dev.eader.training.optimisation;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** The loss of classifiers of several independent classes. */
public final class BinaryCrossEntropy {
    private BinaryCrossEntropy() {}

    /**
     * Computes {@code softplus(z) - z y}, with logits z and labels y, as a mean over images and classes.
     *
     * @param logits [images, classes]
     * @param labels [images, classes], 0 or 1
     * @return a 0-dimensional array
     */
    public static NDArray of(NDArray logits, NDArray labels) {
        return Activation.softPlus(logits).sub(logits.mul(labels)).mean();
    }
}
