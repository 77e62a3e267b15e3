package dev.eader.training.erasing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.optimisation.MovingAverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with its optimiser, the moving average of its weights, and its replicas on other devices. Replicas compute the
 * gradients of their shard of a batch; after every step they are made equal to the network, including the running statistics
 * of batch normalisation. Not thread-safe.
 */
public final class NetworkTrainer {
    private final Network network;
    private final GradientDescent descent;
    private final MovingAverage average;
    private final List<Network> replicas = new ArrayList<>();

    /**
     * @param manager on the network's device, owning the optimiser's arrays
     * @param averaging decay of the moving average of the weights, in [0,1); 0 keeps none
     */
    public NetworkTrainer(NDManager manager, Network network, GradientDescent.Settings settings, double averaging) {
        this.network = network;
        descent = GradientDescent.of(manager, network, settings);
        average = averaging == 0 ? null : new MovingAverage(manager, network, averaging);
        replicas.add(network);
    }

    public Network network() {
        return network;
    }

    /**
     * All arrays of a checkpoint, by part and name. Writing into these arrays restores the state.
     *
     * @param name of the network, with which the names of the parts begin
     */
    public Map<String, Map<String, NDArray>> state(String name) {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>();
        state.put(name, network.parameters());
        state.put(name + "-momentum", descent.state());
        if (average != null) {
            state.put(name + "-average", average.weights());
            state.put(name + "-averaging", Map.of("updates", average.updates()));
        }
        return state;
    }

    /** The network on a device; device 0 has the network itself. */
    Network replica(int device) {
        return replicas.get(device);
    }

    /** Adds a replica with arbitrary weights, whose arrays belong to {@code manager}; see {@link #synchronize}. */
    Network addReplica(NDManager manager, Device device) {
        Network replica = new Network(
                manager.newSubManager(device),
                network.architecture(),
                network.classes(),
                network.batchNorm(),
                network.parameters().values().iterator().next().getDataType(),
                0);
        replicas.add(replica);
        return replica;
    }

    void requireGradients(boolean required) {
        replicas.forEach(replica -> replica.requireGradients(required));
    }

    /**
     * Updates the weights with the sum of the gradients of all devices.
     *
     * @param rateFactor factor of the learning rate, in (0,1]
     * @return norm of the gradient before clipping
     * @throws ArithmeticException if the gradient is not finite
     */
    double step(double rateFactor) {
        double norm = descent.step(rateFactor, replicas.subList(1, replicas.size()));
        synchronize();
        return norm;
    }

    /** Adds the present weights to the moving average, if there is one; call once per step that changed them. */
    void updateAverage() {
        if (average != null) {
            average.update();
        }
    }

    /** Copies the network's parameters to its replicas. */
    void synchronize() {
        for (Network replica : replicas.subList(1, replicas.size())) {
            replica.parameters().forEach((name, to) -> {
                // NDArray.copyTo would copy through host memory
                NDArray from = network.parameters().get(name);
                NDArray moved = from.toDevice(to.getDevice(), false);
                to.subi(to).addi(moved);
                if (moved != from) {
                    moved.close();
                }
            });
        }
    }
}
