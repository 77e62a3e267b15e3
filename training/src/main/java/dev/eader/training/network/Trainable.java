package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Something whose weights a gradient step may change. */
public interface Trainable {
    /** For messages. */
    String name();

    /** What a gradient step may change, by name. */
    Map<String, NDArray> trainable();

    /** Whether forward passes build a graph back to these weights. What is frozen still passes gradients through. */
    default void requireGradients(boolean required) {
        trainable().values().forEach(array -> array.setRequiresGradient(required));
    }

    /** Whether a weight is of the last layers, which start from nothing and may learn faster. */
    boolean isClassifier(String parameter);
}
