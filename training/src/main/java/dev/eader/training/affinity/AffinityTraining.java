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

/** Trains an {@link AffinityNet}. Not thread-safe: all calls must come from the thread that created it. */
public final class AffinityTraining {
    private final AffinityNet network;
    private final NDManager manager;
    private final Settings settings;
    private final TrainedWeights trained;
    private final Sgd optimizer;

    /**
     * @param rate learning rate of the classifier; 0 freezes it, which reduces the time of a step to three fifths
     * @param headRate learning rate of the head
     * @param momentum of SGD, in [0,1)
     * @param decay weight decay
     * @param clip norm to which a larger gradient is scaled; 0 disables clipping
     * @param total number of steps
     * @param power exponent of the polynomial decay of the learning rates; 0 keeps them constant
     */
    public record Settings(
            double rate, double headRate, double momentum, double decay, double clip, long total, double power) {}

    /**
     * Measurements of one step.
     *
     * @param total {@link AffinityLoss#total}
     * @param background {@link AffinityLoss#background}
     * @param foreground {@link AffinityLoss#foreground}
     * @param different {@link AffinityLoss#different}
     * @param gradient norm of the gradient before clipping
     */
    public record Losses(double total, double background, double foreground, double different, double gradient) {}

    public AffinityTraining(NDManager manager, AffinityNet network, Settings settings) {
        this.manager = manager;
        this.network = network;
        this.settings = settings;
        boolean withBackbone = settings.rate() > 0;
        trained = TrainedWeights.of(network, withBackbone);
        double rate = withBackbone ? settings.rate() : settings.headRate();
        double factor = settings.headRate() / rate;
        optimizer = new Sgd(
                manager,
                trained,
                Sgd.Settings.sgd(rate, factor, settings.momentum(), settings.decay(), settings.clip()));
    }

    /** The weights of the head, and those of the classifier unless it is frozen. */
    private record TrainedWeights(String name, Map<String, NDArray> trainable) implements Trainable {
        static TrainedWeights of(AffinityNet network, boolean withBackbone) {
            Map<String, NDArray> all = new LinkedHashMap<>();
            network.headWeights().forEach((name, array) -> all.put(AffinityNet.HEAD + "." + name, array));
            if (withBackbone) {
                network.trainableBackbone().forEach((name, array) -> all.put(AffinityNet.BACKBONE + "." + name, array));
            }
            return new TrainedWeights("affinity on " + network.classifier().name(), all);
        }

        @Override
        public boolean isHead(String parameter) {
            return parameter.startsWith(AffinityNet.HEAD + ".");
        }
    }

    /** All arrays of a checkpoint, by part and name. Writing into these arrays restores the state. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = network.state();
        state.put("momentum", optimizer.state());
        return state;
    }

    /**
     * Trains on one batch.
     *
     * @param step number of the step, from 0
     * @throws ArithmeticException if the gradient is not finite
     */
    public Losses step(long step, AffinityBatch batch) {
        try (NDManager scope = manager.newSubManager()) {
            int side = batch.side();
            NDArray pixels = scope.create(batch.pixels(), new Shape(batch.size(), 3, side, side));
            trained.requireGradients(true);
            AffinityLoss loss;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray features = network.features(pixels);
                Shape s = features.getShape();
                NeighbourPairs pairs = NeighbourPairs.of((int) s.get(2), (int) s.get(3));
                loss = AffinityLoss.of(features.toFloatArray(), (int) s.get(1), batch.labels(), pairs);
                // the gradient of this sum is the gradient that the loss has computed
                NDArray slope = scope.create(loss.gradient(), s).toDevice(features.getDevice(), false);
                collector.backward(features.mul(slope).sum());
            }
            double gradient = optimizer.step(
                    RateSchedule.polynomial(settings.total(), settings.power()).factor(step));
            trained.requireGradients(false);
            return new Losses(loss.total(), loss.background(), loss.foreground(), loss.different(), gradient);
        }
    }
}
