package dev.eader.training.optimisation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Trainable;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum as PyTorch implements it: {@code v = m v + g + d w; w -= r v}, with weight w,
 * gradient g, momentum m, weight decay d and learning rate r.
 */
public final class Sgd extends GradientDescent {
    private final Map<String, NDArray> velocity;

    public Sgd(NDManager manager, Trainable network, Settings settings) {
        super(manager, network, settings);
        velocity = zeros("");
    }

    /** The velocity v of each weight, by the weight's name. */
    @Override
    public Map<String, NDArray> state() {
        return velocity;
    }

    @Override
    void update(NDManager scope, String name, NDArray weight, NDArray gradient, double rate) {
        NDArray v = velocity.get(name);
        NDArray decayed = weight.mul(settings().decay());
        decayed.attach(scope);
        v.muli(settings().momentum()).addi(gradient).addi(decayed);
        NDArray change = v.mul(rate);
        change.attach(scope);
        weight.subi(change);
    }
}
