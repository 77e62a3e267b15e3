package dev.eader.training.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.network.Trainable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, as PyTorch's: {@code v = m v + g + d w; w -= r v}. DJL's own keeps its
 * momentum to itself, and so cannot be resumed exactly; nor does it clip by the norm of the whole gradient.
 */
public final class Sgd {
    private final Trainable network;
    private final Settings settings;
    private final Map<String, NDArray> velocity = new LinkedHashMap<>();

    /**
     * @param rate of learning
     * @param classifierFactor times the rate for the classifier, which starts from nothing
     * @param clip norm above which the gradient is scaled down to it; 0 never
     */
    public record Settings(double rate, double classifierFactor, double momentum, double decay, double clip) {}

    public Sgd(NDManager manager, Trainable network, Settings settings) {
        this.network = network;
        this.settings = settings;
        network.trainable().forEach((name, weight) -> {
            NDArray zeros = manager.zeros(weight.getShape(), weight.getDataType());
            zeros.setName(name);
            velocity.put(name, zeros);
        });
    }

    /** The momentum of each parameter by its name. */
    public Map<String, NDArray> velocity() {
        return velocity;
    }

    /**
     * Moves the weights against their gradients, and sets these to 0.
     *
     * @param fraction of the rate, as a schedule gives it
     * @return the gradient's norm before clipping
     * @throws ArithmeticException when the gradient is not finite
     */
    public double step(double fraction) {
        try (NDManager scope = velocity.values().iterator().next().getManager().newSubManager()) {
            double norm = norm(scope);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("the gradient of " + network.name()
                        + " is not finite; a lower rate, --clip or --batch-norm may help");
            }
            double scale = settings.clip() > 0 && norm > settings.clip() ? settings.clip() / norm : 1;
            network.trainable().forEach((name, weight) -> update(scope, name, weight, scale, fraction));
            return norm;
        }
    }

    private double norm(NDManager scope) {
        double sum = 0;
        for (NDArray weight : network.trainable().values()) {
            NDArray gradient = weight.getGradient();
            gradient.attach(scope);
            sum += gradient.square()
                    .sum()
                    .toType(ai.djl.ndarray.types.DataType.FLOAT64, false)
                    .getDouble();
        }
        return Math.sqrt(sum);
    }

    private void update(NDManager scope, String name, NDArray weight, double scale, double fraction) {
        double rate = settings.rate() * fraction * (network.isClassifier(name) ? settings.classifierFactor() : 1);
        NDArray gradient = weight.getGradient();
        gradient.attach(scope);
        NDArray v = velocity.get(name);
        NDArray decayed = weight.mul(settings.decay());
        decayed.attach(scope);
        v.muli(settings.momentum()).addi(gradient.mul(scale)).addi(decayed);
        NDArray change = v.mul(rate);
        change.attach(scope);
        weight.subi(change);
        gradient.subi(gradient);
    }
}
