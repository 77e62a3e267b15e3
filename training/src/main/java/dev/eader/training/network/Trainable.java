package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A network whose weights an optimiser can update. */
public interface Trainable {
    /** Name of the network in messages. */
    String name();

    /** The weights that an optimiser may update, by name. */
    Map<String, NDArray> trainable();

    /** Sets whether forward passes record gradients for these weights. Gradients pass through frozen weights regardless. */
    default void requireGradients(boolean required) {
        trainable().values().forEach(array -> array.setRequiresGradient(required));
    }

    /** Whether a weight belongs to the head: layers with random initial weights, which may have a higher learning rate. */
    boolean isHead(String parameter);
}
