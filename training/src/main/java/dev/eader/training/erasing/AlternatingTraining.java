package dev.eader.training.erasing;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.eader.training.data.Batches.Batch;
import dev.eader.training.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The game itself: a batch goes to whose turn it is. All of it runs on the thread that made it.
 *
 * <p>With several devices each has a shard of the batch and copies of both networks; gradients are summed on the first,
 * which makes the step. DJL collects gradients for one graph at a time, so this thread takes the shards one after the
 * other. On GPUs that is less of a loss than it sounds: it queues a shard's kernels and goes on while they run. But it
 * waits wherever it sends a constant, as the soft mask's, or reads labels; so mostly the backward pass of one shard runs
 * beside the forward pass of the next. On CPU devices nothing runs beside anything.
 */
public final class AlternatingTraining {
    private final NDManager manager;
    private final List<Device> devices;
    private final Learner localizer;
    private final Learner adversary;
    private final Sharing sharing;
    private final List<Eader> games = new ArrayList<>();
    private final List<Eader> plain = new ArrayList<>();
    private final Schedule schedule;
    private final boolean adversarial;

    /** What one step measured over the whole batch; NaN where it did not. */
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
     * Copies the networks, with the weights that they have now, to all devices but the first.
     *
     * @param manager on the first device, as both learners are
     * @param adversary the localizer itself, where {@code sharing} is {@code ALL}
     * @param sharing as the networks have done it; their copies do the same
     */
    public AlternatingTraining(
            NDManager manager,
            List<Device> devices,
            Learner localizer,
            Learner adversary,
            Sharing sharing,
            Eader.Weighting weighting,
            Schedule schedule) {
        this.manager = manager;
        this.devices = List.copyOf(devices);
        this.localizer = localizer;
        this.adversary = adversary;
        this.sharing = sharing;
        this.schedule = schedule;
        adversarial = weighting.alpha() > 0;
        for (Device device : devices.subList(1, devices.size())) {
            Network copy = localizer.copyTo(manager, device);
            if (sharing != Sharing.ALL) {
                Network opponent = adversary.copyTo(manager, device);
                if (sharing == Sharing.BACKBONE) {
                    opponent.share(copy);
                }
            }
        }
        localizer.synchronize();
        adversary.synchronize();
        Eader.Weighting none = new Eader.Weighting(0, weighting.beta(), weighting.omega(), weighting.sigma());
        for (int device = 0; device < devices.size(); device++) {
            games.add(new Eader(localizer.on(device), adversary.on(device), weighting));
            plain.add(new Eader(localizer.on(device), adversary.on(device), none));
        }
    }

    /** One batch. Without an attention-mining loss the adversary has no one to teach, and its turns do nothing. */
    public Losses step(long step, Batch batch) {
        double rate = schedule.rate(step);
        try (NDManager scope = manager.newSubManager()) {
            List<NDManager> scopes = devices.stream().map(scope::newSubManager).toList();
            List<Shard> shards = Shard.split(batch, scopes);
            Schedule.Turn turn = schedule.turn(step);
            Losses losses =
                    switch (turn) {
                        case BOTH -> warmUp(shards, rate);
                        case LOCALIZER -> localizerStep(games, shards, rate);
                        case ADVERSARY -> adversarial ? adversaryStep(shards, rate) : Losses.NONE;
                    };
            if (turn != Schedule.Turn.ADVERSARY || adversarial && sharing == Sharing.BACKBONE) {
                localizer.average();
            }
            return losses;
        }
    }

    private Losses warmUp(List<Shard> shards, double rate) {
        Losses localized = localizerStep(plain, shards, rate);
        if (!adversarial || sharing == Sharing.ALL) {
            return localized;
        }
        Losses attacked = attack(shards, rate, Shard::ofImages, shard -> {
            Network own = adversary.on(shard.device());
            NDArray whole = own.normalize(shard.pixels());
            return () -> Eader.binaryCrossEntropy(own.forward(whole, true).logits(), shard.labels());
        });
        return new Losses(
                localized.classification(),
                Double.NaN,
                localized.regularization(),
                localized.localizerGradient(),
                attacked.adversary(),
                attacked.adversaryGradient());
    }

    private Losses localizerStep(List<Eader> players, List<Shard> shards, double rate) {
        localizer.requireGradients(true);
        List<Eader.LocalizerLoss> losses = new ArrayList<>();
        for (Shard shard : shards) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                Eader.LocalizerLoss loss = players.get(shard.device()).localizerLoss(shard.pixels(), shard.labels());
                collector.backward(shard.share(loss));
                losses.add(loss);
            }
        }
        double gradient = localizer.step(rate);
        localizer.requireGradients(false);
        return new Losses(
                sum(shards, losses, Shard::ofImages, Eader.LocalizerLoss::classification),
                sum(shards, losses, Shard::ofPairs, Eader.LocalizerLoss::attentionMining),
                sum(shards, losses, Shard::ofPairs, Eader.LocalizerLoss::regularization),
                gradient,
                Double.NaN,
                Double.NaN);
    }

    private Losses adversaryStep(List<Shard> shards, double rate) {
        List<Shard> labelled =
                shards.stream().filter(shard -> shard.ofPairs() > 0).toList();
        return attack(labelled, rate, Shard::ofPairs, shard -> {
            Eader game = games.get(shard.device());
            Pairs pairs = Pairs.of(shard.labels());
            NDArray erased = game.erased(shard.pixels(), pairs);
            return () -> game.adversaryLoss(erased, shard.labels(), pairs);
        });
    }

    /** @param objective looks at a shard, and then gives the loss that is to be differentiated */
    private Losses attack(
            List<Shard> shards,
            double rate,
            ToDoubleFunction<Shard> share,
            Function<Shard, Supplier<NDArray>> objective) {
        if (shards.isEmpty()) {
            return Losses.NONE;
        }
        List<Supplier<NDArray>> objectives = shards.stream().map(objective).toList();
        List<NDArray> losses = new ArrayList<>();
        adversary.requireGradients(true);
        for (int i = 0; i < shards.size(); i++) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = objectives.get(i).get();
                collector.backward(Shard.share(loss, share.applyAsDouble(shards.get(i))));
                losses.add(loss);
            }
        }
        double gradient = adversary.step(rate);
        adversary.requireGradients(false);
        double loss = sum(shards, losses, share, Function.identity());
        return new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN, loss, gradient);
    }

    /** Read after the step, for to read is to wait for the device. */
    private static <T> double sum(
            List<Shard> shards, List<T> losses, ToDoubleFunction<Shard> share, Function<T, NDArray> part) {
        double sum = 0;
        for (int i = 0; i < shards.size(); i++) {
            Number value = (Number) part.apply(losses.get(i)).toArray()[0];
            sum += share.applyAsDouble(shards.get(i)) * value.doubleValue();
        }
        return sum;
    }
}
