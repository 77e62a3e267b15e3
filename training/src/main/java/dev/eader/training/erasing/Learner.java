package dev.eader.training.erasing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that is being trained: what moves its weights, their moving average, and its copies on other devices. The
 * first device's network is the one that learns; copies work out gradients of their part of a batch, and are made
 * equal to it after every step, running statistics of batch normalisation included.
 */
public final class Learner {
    private final Network network;
    private final GradientDescent descent;
    private final MovingAverage average;
    private final List<Network> onDevices = new ArrayList<>();

    /** @param averaging decay of the moving average of the weights; 0 keeps none */
    public Learner(NDManager manager, Network network, GradientDescent.Settings settings, double averaging) {
        this.network = network;
        descent = GradientDescent.of(manager, network, settings);
        average = averaging == 0 ? null : new MovingAverage(manager, network, averaging);
        onDevices.add(network);
    }

    public Network network() {
        return network;
    }

    /** All that a checkpoint must hold, by {@code name} and kind. Writing into these arrays restores it. */
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

    /** The network on the device of this number; 0 is the one that learns. */
    Network on(int device) {
        return onDevices.get(device);
    }

    /** Adds a copy, whose arrays belong to {@code manager}. */
    Network copyTo(NDManager manager, Device device) {
        Network copy = new Network(
                manager.newSubManager(device),
                network.architecture(),
                network.classes(),
                network.batchNorm(),
                network.parameters().values().iterator().next().getDataType(),
                0);
        onDevices.add(copy);
        return copy;
    }

    void requireGradients(boolean required) {
        onDevices.forEach(each -> each.requireGradients(required));
    }

    /**
     * Moves the weights against the gradients of all devices together.
     *
     * @param fraction of the rate, as a schedule gives it
     * @return the gradient's norm before clipping
     */
    double step(double fraction) {
        double norm = descent.step(fraction, onDevices.subList(1, onDevices.size()));
        synchronize();
        return norm;
    }

    /** Takes the present weights into the moving average, where there is one; once a step in which they moved. */
    void average() {
        if (average != null) {
            average.update();
        }
    }

    /** Makes the copies equal to the network. */
    void synchronize() {
        for (Network copy : onDevices.subList(1, onDevices.size())) {
            copy.parameters().forEach((name, to) -> {
                // NDArray.copyTo would go through the host
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
