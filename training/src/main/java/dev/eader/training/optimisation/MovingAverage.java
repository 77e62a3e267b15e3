package dev.eader.training.optimisation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential moving average of a network's weights (Polyak and Juditsky 1992), which is often the better network:
 * {@code a = d a + (1 - d) w}. The n-th update uses no larger a d than {@code (1 + n) / (10 + n)}, as TensorFlow's does, so
 * that a short run is not still held by the weights that it began with. Batch normalisation's running statistics are
 * averages already and are copied.
 */
public final class MovingAverage {
    private final Network network;
    private final double decay;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final NDArray updates;

    /** Begins with the network's present weights. Its arrays belong to {@code manager}. */
    public MovingAverage(NDManager manager, Network network, double decay) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("--ema takes a decay in [0,1), not " + decay);
        }
        this.network = network;
        this.decay = decay;
        network.parameters().forEach((name, weight) -> {
            NDArray average = manager.zeros(weight.getShape(), weight.getDataType());
            weights.put(name, average.addi(weight));
        });
        updates = manager.newSubManager(Device.cpu()).create(new long[1]);
    }

    /** The average of every parameter of the network, by its name. */
    public Map<String, NDArray> weights() {
        return weights;
    }

    /** How often it was updated, [1] of int64. */
    public NDArray updates() {
        return updates;
    }

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
