package dev.eader.training.optimisation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exponential moving average of a network's weights (Polyak and Juditsky 1992): {@code a = d a + (1 - d) w}. As in TensorFlow,
 * the decay d of the n-th update is at most {@code (1 + n) / (10 + n)}, so that the initial weights do not dominate a short
 * run. The running statistics of batch normalisation are averages already and are copied. Not thread-safe.
 */
public final class MovingAverage {
    private final Network network;
    private final double decay;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final NDArray updates;

    /**
     * Starts with the network's present weights.
     *
     * @param manager owns the arrays of the average
     * @throws IllegalArgumentException if {@code decay} is not in (0,1)
     */
    public MovingAverage(NDManager manager, Network network, double decay) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of --ema must be in [0,1) (0 = no average), but is " + decay);
        }
        this.network = network;
        this.decay = decay;
        network.parameters().forEach((name, weight) -> {
            NDArray average = manager.zeros(weight.getShape(), weight.getDataType());
            weights.put(name, average.addi(weight));
        });
        updates = manager.newSubManager(Device.cpu()).create(new long[1]);
    }

    /** The average of each parameter of the network, by the parameter's name. */
    public Map<String, NDArray> weights() {
        return weights;
    }

    /** Number of updates, an int64 array of shape [1]. */
    public NDArray updates() {
        return updates;
    }

    /** Adds the network's present weights to the average. */
    public void update() {
        long n = updates.addi(1).getLong(0);
        double kept = Math.min(decay, (1. + n) / (10 + n));
        Map<String, NDArray> trainable = network.trainable();
        network.parameters().forEach((name, weight) -> {
            NDArray average = weights.get(name);
            if (trainable.containsKey(name)) {
                try (NDArray difference = weight.sub(average)) {
                    average.addi(difference.muli(1 - kept));
                }
            } else {
                average.subi(average).addi(weight);
            }
        });
    }
}
