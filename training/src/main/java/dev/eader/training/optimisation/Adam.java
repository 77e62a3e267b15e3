package dev.eader.training.optimisation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Trainable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015) as PyTorch implements it. In step t, counted from 1, with weight w, gradient g, weight decay d and
 * learning rate r: {@code g += d w; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= r (m / (1 - b1^t)) / (sqrt(v / (1 -
 * b2^t)) + e)}, where b1 is the momentum of the settings, b2 is 0.999 and e is 1e-8.
 */
public sealed class Adam extends GradientDescent permits AdamW {
    private static final double BETA2 = .999;
    private static final double EPSILON = 1e-8;
    private static final String MEAN = "mean.";
    private static final String VARIANCE = "variance.";

    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final NDArray steps;
    private double meanCorrection;
    private double varianceCorrection;

    public Adam(NDManager manager, Trainable network, Settings settings) {
        super(manager, network, settings);
        // on the host, because reading it from a GPU would wait for all queued kernels
        steps = manager.newSubManager(Device.cpu()).create(new long[1]);
        state.putAll(zeros(MEAN));
        state.putAll(zeros(VARIANCE));
        state.put("steps", steps);
    }

    /** {@code mean.NAME} and {@code variance.NAME} of each weight, and the number of {@code steps}. */
    @Override
    public final Map<String, NDArray> state() {
        return state;
    }

    @Override
    final void beginStep() {
        steps.addi(1);
        long t = steps.getLong(0);
        meanCorrection = 1 - Math.pow(settings().momentum(), t);
        varianceCorrection = 1 - Math.pow(BETA2, t);
    }

    @Override
    final void update(NDManager scope, String name, NDArray weight, NDArray gradient, double rate) {
        NDArray decayed = decay(scope, weight, gradient, rate);
        double beta1 = settings().momentum();
        NDArray mean = state.get(MEAN + name).muli(beta1).addi(decayed.mul(1 - beta1));
        NDArray variance =
                state.get(VARIANCE + name).muli(BETA2).addi(decayed.square().mul(1 - BETA2));
        NDArray corrected = variance.div(varianceCorrection);
        corrected.attach(scope);
        NDArray direction = mean.mul(rate / meanCorrection);
        direction.attach(scope);
        weight.subi(direction.div(corrected.sqrt().add(EPSILON)));
    }

    /**
     * Applies the weight decay.
     *
     * @return the gradient that updates mean and variance
     */
    NDArray decay(NDManager scope, NDArray weight, NDArray gradient, double rate) {
        NDArray decayed = weight.mul(settings().decay());
        decayed.attach(scope);
        return decayed.add(gradient);
    }
}
