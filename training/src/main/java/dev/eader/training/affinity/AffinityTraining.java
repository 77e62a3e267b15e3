package dev.eader.training.affinity;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.eader.training.network.Trainable;
import dev.eader.training.optimisation.RateSchedule;
import dev.eader.training.optimisation.Sgd;
import java.util.LinkedHashMap;
import java.util.Map;

/** Teaches affinity: a batch a step, all on the thread that made it. */
public final class AffinityTraining {
    private final AffinityNet network;
    private final NDManager manager;
    private final Settings settings;
    private final Learning learning;
    private final Sgd steps;

    /**
     * @param rate of learning, for the classifier's levels; 0 leaves them as they are, and a step costs three fifths
     * @param headRate of the heads, which start from nothing
     * @param momentum of gradient descent
     * @param decay of the weights
     * @param clip norm above which the gradient is scaled down to it; 0 never
     * @param total steps
     * @param power of the polynomial decay of the rates; 0 keeps them constant
     */
    public record Settings(
            double rate, double headRate, double momentum, double decay, double clip, long total, double power) {}

    /**
     * What one step measured.
     *
     * @param background {@link AffinityLoss#background}
     * @param foreground {@link AffinityLoss#foreground}
     * @param different {@link AffinityLoss#different}
     * @param gradient norm before clipping
     */
    public record Losses(double total, double background, double foreground, double different, double gradient) {}

    public AffinityTraining(NDManager manager, AffinityNet network, Settings settings) {
        this.manager = manager;
        this.network = network;
        this.settings = settings;
        boolean tuned = settings.rate() > 0;
        learning = Learning.of(network, tuned);
        double rate = tuned ? settings.rate() : settings.headRate();
        double factor = settings.headRate() / rate;
        steps = new Sgd(
                manager,
                learning,
                Sgd.Settings.sgd(rate, factor, settings.momentum(), settings.decay(), settings.clip()));
    }

    /** The heads, and the classifier's levels where they learn at all. */
    private record Learning(String name, Map<String, NDArray> trainable) implements Trainable {
        static Learning of(AffinityNet network, boolean tuned) {
            Map<String, NDArray> all = new LinkedHashMap<>();
            network.heads().forEach((name, array) -> all.put(AffinityNet.HEAD + "." + name, array));
            if (tuned) {
                network.tunable().forEach((name, array) -> all.put(AffinityNet.BACKBONE + "." + name, array));
            }
            return new Learning("affinity on " + network.classifier().name(), all);
        }

        @Override
        public boolean isHead(String parameter) {
            return parameter.startsWith(AffinityNet.HEAD + ".");
        }
    }

    /** All that a checkpoint must hold, in parts. Writing into these arrays restores it. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = network.state();
        state.put("momentum", steps.state());
        return state;
    }

    public Losses step(long step, AffinityBatch batch) {
        try (NDManager scope = manager.newSubManager()) {
            int side = batch.side();
            NDArray pixels = scope.create(batch.pixels(), new Shape(batch.size(), 3, side, side));
            learning.requireGradients(true);
            AffinityLoss loss;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray features = network.features(pixels);
                Shape s = features.getShape();
                NeighbourPairs neighbours = NeighbourPairs.of((int) s.get(2), (int) s.get(3));
                loss = AffinityLoss.of(features.toFloatArray(), (int) s.get(1), batch.labels(), neighbours);
                // a sum whose gradient is the one that the loss has worked out
                NDArray slope = scope.create(loss.gradient(), s).toDevice(features.getDevice(), false);
                collector.backward(features.mul(slope).sum());
            }
            double gradient = steps.step(
                    RateSchedule.polynomial(settings.total(), settings.power()).factor(step));
            learning.requireGradients(false);
            return new Losses(loss.total(), loss.background(), loss.foreground(), loss.different(), gradient);
        }
    }
}
