package dev.eader.training.erasing;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.eader.training.attention.ImageClassPairs;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.BinaryCrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Alternates localizer and adversary steps, each on its own loss ({@link EaderLoss}). Not thread-safe: all calls must come
 * from the thread that created it.
 *
 * <p>With several devices, each has a shard of the batch and replicas of both networks; gradients are summed on the first
 * device, which updates the weights. DJL collects the gradients of one graph at a time, so this thread processes the shards
 * one after the other. On GPUs, kernels run asynchronously, but the thread waits wherever it transfers a constant (as in the
 * soft mask) or reads labels; so mostly the backward pass of one shard overlaps with the forward pass of the next. On CPU
 * devices nothing overlaps.
 */
public final class AlternatingTraining {
    private final NDManager manager;
    private final List<Device> devices;
    private final NetworkTrainer localizer;
    private final NetworkTrainer adversary;
    private final WeightSharing sharing;
    private final List<EaderLoss> losses = new ArrayList<>();
    private final TurnSchedule schedule;
    private final boolean adversarial;

    /**
     * Measurements of one step over the whole batch; NaN where the step did not measure a value.
     *
     * @param classification binary cross-entropy of the localizer
     * @param attentionMining mean score that the adversary gives the erased class, in [0,1]
     * @param regularization mean attention, in [0,1]
     * @param localizerGradient norm of the localizer's gradient before clipping
     * @param adversary binary cross-entropy of the adversary
     * @param adversaryGradient norm of the adversary's gradient before clipping
     */
    public record Losses(
            double classification,
            double attentionMining,
            double regularization,
            double localizerGradient,
            double adversary,
            double adversaryGradient) {
        static final Losses NONE = new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Copies the networks with their present weights to all devices but the first.
     *
     * @param manager on the first device, where both trainers are
     * @param adversary the same object as {@code localizer} if {@code sharing} is {@code ALL}
     * @param sharing as already applied to the two networks; it is applied to their replicas
     * @param weighting with an alpha of 0, the localizer is trained as a plain classifier and the adversary is not trained:
     *     its steps do nothing
     */
    public AlternatingTraining(
            NDManager manager,
            List<Device> devices,
            NetworkTrainer localizer,
            NetworkTrainer adversary,
            WeightSharing sharing,
            EaderLoss.Weighting weighting,
            TurnSchedule schedule) {
        this.manager = manager;
        this.devices = List.copyOf(devices);
        this.localizer = localizer;
        this.adversary = adversary;
        this.sharing = sharing;
        this.schedule = schedule;
        adversarial = weighting.alpha() > 0;
        for (Device device : devices.subList(1, devices.size())) {
            Network replica = localizer.addReplica(manager, device);
            if (sharing != WeightSharing.ALL) {
                Network opponent = adversary.addReplica(manager, device);
                if (sharing == WeightSharing.BACKBONE) {
                    opponent.shareWeightsOf(replica);
                }
            }
        }
        localizer.synchronize();
        adversary.synchronize();
        for (int device = 0; device < devices.size(); device++) {
            losses.add(new EaderLoss(localizer.replica(device), adversary.replica(device), weighting));
        }
    }

    /**
     * Trains on one batch.
     *
     * @param step number of the step, from 0
     * @throws ArithmeticException if a gradient is not finite
     * @throws IllegalArgumentException if the batch has fewer images than there are devices
     */
    public Losses step(long step, ImageBatch batch) {
        double rate = schedule.rateFactor(step);
        try (NDManager scope = manager.newSubManager()) {
            List<NDManager> scopes = devices.stream().map(scope::newSubManager).toList();
            List<BatchShard> shards = BatchShard.split(batch, scopes);
            TurnSchedule.Turn turn = schedule.turn(step);
            Losses measured =
                    switch (turn) {
                        case BOTH -> warmUpStep(shards, rate);
                        case LOCALIZER -> localizerStep(shards, rate, adversarial);
                        case ADVERSARY -> adversarial ? adversaryStep(shards, rate) : Losses.NONE;
                    };
            if (turn != TurnSchedule.Turn.ADVERSARY || adversarial && sharing == WeightSharing.BACKBONE) {
                localizer.updateAverage();
            }
            return measured;
        }
    }

    private Losses warmUpStep(List<BatchShard> shards, double rate) {
        Losses localized = localizerStep(shards, rate, false);
        if (!adversarial || sharing == WeightSharing.ALL) {
            return localized;
        }
        Losses classified = trainAdversary(shards, rate, BatchShard::imageShare, shard -> {
            Network network = adversary.replica(shard.device());
            NDArray images = network.normalize(shard.pixels());
            return () -> BinaryCrossEntropy.of(network.forward(images, true).logits(), shard.labels());
        });
        return new Losses(
                localized.classification(),
                Double.NaN,
                localized.regularization(),
                localized.localizerGradient(),
                classified.adversary(),
                classified.adversaryGradient());
    }

    private Losses localizerStep(List<BatchShard> shards, double rate, boolean mining) {
        localizer.requireGradients(true);
        List<EaderLoss.LocalizerLoss> parts = new ArrayList<>();
        for (BatchShard shard : shards) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                EaderLoss.LocalizerLoss loss =
                        losses.get(shard.device()).localizerLoss(shard.pixels(), shard.labels(), mining);
                collector.backward(shard.weighted(loss));
                parts.add(loss);
            }
        }
        double gradient = localizer.step(rate);
        localizer.requireGradients(false);
        return new Losses(
                sum(shards, parts, BatchShard::imageShare, EaderLoss.LocalizerLoss::classification),
                sum(shards, parts, BatchShard::pairShare, EaderLoss.LocalizerLoss::attentionMining),
                sum(shards, parts, BatchShard::pairShare, EaderLoss.LocalizerLoss::regularization),
                gradient,
                Double.NaN,
                Double.NaN);
    }

    private Losses adversaryStep(List<BatchShard> shards, double rate) {
        List<BatchShard> labelled =
                shards.stream().filter(shard -> shard.pairShare() > 0).toList();
        return trainAdversary(labelled, rate, BatchShard::pairShare, shard -> {
            EaderLoss loss = losses.get(shard.device());
            ImageClassPairs pairs = ImageClassPairs.of(shard.labels());
            NDArray erased = loss.erasedImages(shard.pixels(), pairs);
            return () -> loss.adversaryLoss(erased, shard.labels(), pairs);
        });
    }

    /** @param objective prepares the input of a shard without gradients; the supplier computes the loss with gradients */
    private Losses trainAdversary(
            List<BatchShard> shards,
            double rate,
            ToDoubleFunction<BatchShard> share,
            Function<BatchShard, Supplier<NDArray>> objective) {
        if (shards.isEmpty()) {
            return Losses.NONE;
        }
        List<Supplier<NDArray>> objectives = shards.stream().map(objective).toList();
        List<NDArray> parts = new ArrayList<>();
        adversary.requireGradients(true);
        for (int i = 0; i < shards.size(); i++) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = objectives.get(i).get();
                collector.backward(BatchShard.weighted(loss, share.applyAsDouble(shards.get(i))));
                parts.add(loss);
            }
        }
        double gradient = adversary.step(rate);
        adversary.requireGradients(false);
        double loss = sum(shards, parts, share, Function.identity());
        return new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN, loss, gradient);
    }

    /** Call after the weight update: reading a value waits for the device. */
    private static <T> double sum(
            List<BatchShard> shards,
            List<T> parts,
            ToDoubleFunction<BatchShard> share,
            Function<T, NDArray> component) {
        double sum = 0;
        for (int i = 0; i < shards.size(); i++) {
            Number value = (Number) component.apply(parts.get(i)).toArray()[0];
            sum += share.applyAsDouble(shards.get(i)) * value.doubleValue();
        }
        return sum;
    }
}
