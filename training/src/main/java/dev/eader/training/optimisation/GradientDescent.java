package dev.eader.training.optimisation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.network.Trainable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Base class of the optimisers: computes the norm of the gradient over all weights, clips it (Pascanu et al. 2013) and applies
 * the learning rate of each layer. DJL's optimisers are not used because they do not expose their state, so that a run could
 * not be resumed exactly, and do not clip by norm. Not thread-safe.
 */
public abstract class GradientDescent {
    private final Trainable network;
    private final Settings settings;
    private final NDManager manager;

    /** The update rule. */
    public enum Optimizer {
        SGD,
        ADAM,
        ADAMW
    }

    /**
     * @param optimizer null means SGD, as in runs written before this field existed
     * @param rate learning rate
     * @param classifierFactor factor of the learning rate for the head ({@link Trainable#isHead})
     * @param momentum of SGD; beta1 of Adam and AdamW; in [0,1)
     * @param decay weight decay: part of the gradient in SGD and Adam, separate from it in AdamW
     * @param clip norm to which a larger gradient is scaled; 0 disables clipping
     */
    public record Settings(
            Optimizer optimizer, double rate, double classifierFactor, double momentum, double decay, double clip) {
        public Settings {
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

    /**
     * Creates the optimiser that the settings name.
     *
     * @param manager on the network's device, owning the optimiser's arrays
     */
    public static GradientDescent of(NDManager manager, Trainable network, Settings settings) {
        return switch (settings.optimizer()) {
            case SGD -> new Sgd(manager, network, settings);
            case ADAM -> new Adam(manager, network, settings);
            case ADAMW -> new AdamW(manager, network, settings);
        };
    }

    /** The optimiser's state by name. Writing into these arrays restores it. */
    public abstract Map<String, NDArray> state();

    /** Called once per step, before the weights are updated. */
    void beginStep() {}

    /**
     * Updates one weight in place.
     *
     * @param scope owns temporary arrays
     * @param gradient after clipping
     * @param rate learning rate of this weight in this step
     */
    abstract void update(NDManager scope, String name, NDArray weight, NDArray gradient, double rate);

    final Settings settings() {
        return settings;
    }

    /** Creates an array of zeros for each weight, named {@code prefix} and the weight's name. */
    final Map<String, NDArray> zeros(String prefix) {
        Map<String, NDArray> zeros = new LinkedHashMap<>();
        network.trainable()
                .forEach((name, weight) ->
                        zeros.put(prefix + name, manager.zeros(weight.getShape(), weight.getDataType())));
        return zeros;
    }

    /** Updates the weights with the network's own gradients; see {@link #step(double, List)}. */
    public final double step(double rateFactor) {
        return step(rateFactor, List.of());
    }

    /**
     * Updates the weights with the sum of the gradients of the network and its replicas, and sets all of these gradients to 0.
     * The replicas' weights do not change.
     *
     * @param rateFactor factor of the learning rate, as from {@link RateSchedule#factor}
     * @param replicas of the network, on this or other devices, each with the gradient of a part of the batch
     * @return norm of the gradient before clipping
     * @throws ArithmeticException if the gradient is not finite; the weights are unchanged then
     */
    public final double step(double rateFactor, List<? extends Trainable> replicas) {
        Map<String, NDArray> weights = network.trainable();
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            weights.forEach((name, weight) -> gradients.put(name, gradient(scope, weight)));
            for (Trainable replica : replicas) {
                replica.trainable()
                        .forEach((name, weight) -> move(scope, gradient(scope, weight), gradients.get(name)));
            }
            double norm = norm(gradients);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("the gradient of " + network.name()
                        + " is not finite; a lower learning rate, --clip or --batch-norm may help");
            }
            double scale = settings.clip() > 0 && norm > settings.clip() ? settings.clip() / norm : 1;
            beginStep();
            weights.forEach((name, weight) -> {
                double factor = network.isHead(name) ? settings.classifierFactor() : 1;
                // temporary arrays are freed after each weight: together they need several times the network's memory
                try (NDManager temporary = scope.newSubManager()) {
                    NDArray gradient = gradients.get(name);
                    gradient.attach(temporary);
                    NDArray clipped = scale == 1 ? gradient : gradient.muli(scale);
                    update(temporary, name, weight, clipped, settings.rate() * rateFactor * factor);
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

    /** Adds one gradient to another, possibly on another device, and sets the first to 0. */
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
