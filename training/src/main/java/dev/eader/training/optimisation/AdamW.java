package dev.eader.training.optimisation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Trainable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) as PyTorch implements it: {@code w -= r d w}, followed by the
 * update of {@link Adam} without decay.
 */
public final class AdamW extends Adam {
    public AdamW(NDManager manager, Trainable network, Settings settings) {
        super(manager, network, settings);
    }

    @Override
    NDArray decay(NDManager scope, NDArray weight, NDArray gradient, double rate) {
        weight.muli(1 - rate * settings().decay());
        return gradient;
    }
}
