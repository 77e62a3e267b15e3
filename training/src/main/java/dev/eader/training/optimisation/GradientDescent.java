package dev.eader.training.optimisation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.network.Trainable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves a network's weights against their gradients. What all rules have in common is here: the gradient's norm, which is
 * taken over all parameters before any of them moves, its clipping (Pascanu et al. 2013), and the rate of each layer.
 * DJL's own optimisers keep their momentum to themselves, and so cannot be resumed exactly; nor do they clip by norm.
 */
public abstract class GradientDescent {
    private final Trainable network;
    private final Settings settings;
    private final NDManager manager;

    public enum Optimizer {
        SGD,
        ADAM,
        ADAMW
    }

    /**
     * @param optimizer the rule; {@code sgd} unless given
     * @param rate of learning
     * @param classifierFactor times the rate for the classifier, which starts from nothing
     * @param momentum of SGD; decay of the mean (beta1) of Adam and AdamW
     * @param decay of the weights: part of the gradient in SGD and Adam, apart from it in AdamW
     * @param clip norm above which the gradient is scaled down to it; 0 never
     */
    public record Settings(
            Optimizer optimizer, double rate, double classifierFactor, double momentum, double decay, double clip) {
        public Settings {
            // runs from before there was a choice
            optimizer = optimizer == null ? Optimizer.SGD : optimizer;
        }

        public static Settings sgd(double rate, double classifierFactor, double momentum, double decay, double clip) {
            return new Settings(Optimizer.SGD, rate, classifierFactor, momentum, decay, clip);
        }
    }

    GradientDescent(NDManager manager, Trainable network, Settings settings) {
        this.manager = manager;
        this.network = network;
        this.settings = settings;
    }

    /** The rule that the settings name. Its arrays belong to {@code manager}. */
    public static GradientDescent of(NDManager manager, Trainable network, Settings settings) {
        return switch (settings.optimizer()) {
            case SGD -> new Sgd(manager, network, settings);
            case ADAM -> new Adam(manager, network, settings);
            case ADAMW -> new AdamW(manager, network, settings);
        };
    }

    /** All that the rule remembers, by name; writing into these arrays restores it. */
    public abstract Map<String, NDArray> state();

    /** Before the weights move, once a step. */
    void begin() {}

    /**
     * Moves one weight, in place.
     *
     * @param gradient clipped, an array of {@code scope}, of which results are arrays too
     * @param rate of this weight in this step
     */
    abstract void update(NDManager scope, String name, NDArray weight, NDArray gradient, double rate);

    final Settings settings() {
        return settings;
    }

    /** An array of zeros for each weight, under {@code prefix} and its name. */
    final Map<String, NDArray> zeros(String prefix) {
        Map<String, NDArray> zeros = new LinkedHashMap<>();
        network.trainable()
                .forEach((name, weight) ->
                        zeros.put(prefix + name, manager.zeros(weight.getShape(), weight.getDataType())));
        return zeros;
    }

    /** One step on the network's own gradients. */
    public final double step(double fraction) {
        return step(fraction, List.of());
    }

    /**
     * Moves the weights against the sum of their gradients and those of the copies, and sets all of these to 0. The copies'
     * weights stay as they are.
     *
     * @param fraction of the rate, as a schedule gives it
     * @param copies of the network, on this or other devices, that had a part of the batch
     * @return the gradient's norm before clipping
     * @throws ArithmeticException when the gradient is not finite
     */
    public final double step(double fraction, List<? extends Trainable> copies) {
        Map<String, NDArray> weights = network.trainable();
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            weights.forEach((name, weight) -> gradients.put(name, gradient(scope, weight)));
            for (Trainable copy : copies) {
                copy.trainable().forEach((name, weight) -> move(scope, gradient(scope, weight), gradients.get(name)));
            }
            double norm = norm(gradients);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("the gradient of " + network.name()
                        + " is not finite; a lower rate, --clip or --batch-norm may help");
            }
            double scale = settings.clip() > 0 && norm > settings.clip() ? settings.clip() / norm : 1;
            begin();
            weights.forEach((name, weight) -> {
                double factor = network.isHead(name) ? settings.classifierFactor() : 1;
                // freed weight by weight, or a step would need several times the network
                try (NDManager own = scope.newSubManager()) {
                    NDArray gradient = gradients.get(name);
                    gradient.attach(own);
                    NDArray clipped = scale == 1 ? gradient : gradient.muli(scale);
                    update(own, name, weight, clipped, settings.rate() * fraction * factor);
                    gradient.subi(gradient);
                }
            });
            return norm;
        }
    }

    private static NDArray gradient(NDManager scope, NDArray weight) {
        NDArray gradient = weight.getGradient();
        gradient.attach(scope);
        return gradient;
    }

    /** Adds one gradient to another, which may be on another device, and leaves 0. */
    private static void move(NDManager scope, NDArray from, NDArray to) {
        NDArray moved = from.toDevice(to.getDevice(), false);
        moved.attach(scope);
        to.addi(moved);
        from.subi(from);
    }

    private static double norm(Map<String, NDArray> gradients) {
        double sum = 0;
        for (NDArray gradient : gradients.values()) {
            try (NDArray square = gradient.square();
                    NDArray total = square.sum();
                    NDArray wide = total.toType(DataType.FLOAT64, true)) {
                sum += wide.getDouble();
            }
        }
        return Math.sqrt(sum);
    }
}
