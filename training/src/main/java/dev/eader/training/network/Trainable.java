package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Something whose weights a gradient step may change. */
public interface Trainable {
    /** For messages. */
    String name();

    /** What a gradient step may change, by name. */
    Map<String, NDArray> trainable();

    /** Whether a weight is of the last layers, which start from nothing and may learn faster. */
    boolean isClassifier(String parameter);
}
