package dev.eader.training.affinity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stochastic gradient descent with momentum for parts of a network that each have their own rate. */
final class Descent {
    private final NDManager manager;
    private final double momentum;
    private final double decay;
    private final double clip;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, Double> rates = new LinkedHashMap<>();
    private final Map<String, NDArray> velocity = new LinkedHashMap<>();

    /** @param clip norm above which the gradient is scaled down to it; 0 never */
    Descent(NDManager manager, double momentum, double decay, double clip) {
        this.manager = manager;
        this.momentum = momentum;
        this.decay = decay;
        this.clip = clip;
    }

    /** @param rate of learning of these */
    void add(String prefix, Map<String, NDArray> parameters, double rate) {
        parameters.forEach((name, weight) -> {
            weights.put(prefix + name, weight);
            rates.put(prefix + name, rate);
            velocity.put(prefix + name, manager.zeros(weight.getShape(), weight.getDataType()));
        });
    }

    Map<String, NDArray> weights() {
        return weights;
    }

    Map<String, NDArray> velocity() {
        return velocity;
    }

    /**
     * {@code v = m v + g + d w; w -= r v}, and sets the gradients to 0.
     *
     * @param fraction of the rates, as a schedule gives it
     * @return the gradient's norm before clipping
     * @throws ArithmeticException when the gradient is not finite
     */
    double step(double fraction) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            double sum = 0;
            for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
                NDArray gradient = weight.getValue().getGradient();
                gradient.attach(scope);
                gradients.put(weight.getKey(), gradient);
                sum += gradient.square().sum().toType(DataType.FLOAT64, false).getDouble();
            }
            double norm = Math.sqrt(sum);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("the gradient is not finite; lower rates or --clip may help");
            }
            double scale = clip > 0 && norm > clip ? clip / norm : 1;
            gradients.forEach((name, gradient) -> {
                NDArray weight = weights.get(name);
                NDArray v = velocity.get(name);
                NDArray decayed = weight.mul(decay);
                decayed.attach(scope);
                v.muli(momentum).addi(gradient.mul(scale)).addi(decayed);
                NDArray change = v.mul(rates.get(name) * fraction);
                change.attach(scope);
                weight.subi(change);
                gradient.subi(gradient);
            });
            return norm;
        }
    }
}
