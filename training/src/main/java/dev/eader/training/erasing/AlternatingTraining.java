package dev.eader.training.erasing;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.eader.training.data.Batches.Batch;
import dev.eader.training.network.Network;
import java.util.function.Supplier;

/** The game itself: a batch goes to whose turn it is. All of it runs on the thread that made it. */
public final class AlternatingTraining {
    private final Network localizer;
    private final Network adversary;
    private final GradientDescent localizerSteps;
    private final GradientDescent adversarySteps;
    private final Eader eader;
    private final Eader plain;
    private final Schedule schedule;
    private final boolean adversarial;
    private final NDManager manager;

    /** What one step measured; NaN where it did not. */
    public record Losses(
            double classification,
            double attentionMining,
            double regularization,
            double localizerGradient,
            double adversary,
            double adversaryGradient) {
        static final Losses NONE = new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    public AlternatingTraining(
            NDManager manager,
            Network localizer,
            Network adversary,
            GradientDescent localizerSteps,
            GradientDescent adversarySteps,
            Eader.Weighting weighting,
            Schedule schedule) {
        this.manager = manager;
        this.localizer = localizer;
        this.adversary = adversary;
        this.localizerSteps = localizerSteps;
        this.adversarySteps = adversarySteps;
        this.schedule = schedule;
        eader = new Eader(localizer, adversary, weighting);
        Eader.Weighting none = new Eader.Weighting(0, weighting.beta(), weighting.omega(), weighting.sigma());
        plain = new Eader(localizer, adversary, none);
        adversarial = weighting.alpha() > 0;
    }

    /** One batch. Without an attention-mining loss the adversary has no one to teach, and its turns do nothing. */
    public Losses step(long step, Batch batch) {
        Schedule.Turn turn = schedule.turn(step);
        double rate = schedule.rate(step);
        try (NDManager scope = manager.newSubManager()) {
            long side = Math.round(Math.sqrt(batch.pixels().length / 3. / batch.size()));
            NDArray pixels = scope.create(batch.pixels(), new Shape(batch.size(), 3, side, side));
            NDArray labels =
                    scope.create(batch.labels(), new Shape(batch.size(), batch.labels().length / batch.size()));
            return switch (turn) {
                case BOTH -> warmUp(pixels, labels, rate);
                case LOCALIZER -> localizerStep(eader, pixels, labels, rate);
                case ADVERSARY -> adversarial ? adversaryStep(pixels, labels, rate) : Losses.NONE;
            };
        }
    }

    private Losses warmUp(NDArray pixels, NDArray labels, double rate) {
        Losses localized = localizerStep(plain, pixels, labels, rate);
        if (!adversarial) {
            return localized;
        }
        NDArray whole = adversary.normalize(pixels);
        Losses attacked = descend(
                adversary,
                adversarySteps,
                rate,
                () -> Eader.binaryCrossEntropy(adversary.forward(whole, true).logits(), labels));
        return new Losses(
                localized.classification(),
                Double.NaN,
                localized.regularization(),
                localized.localizerGradient(),
                attacked.adversary(),
                attacked.adversaryGradient());
    }

    private Losses localizerStep(Eader losses, NDArray pixels, NDArray labels, double rate) {
        localizer.requireGradients(true);
        Eader.LocalizerLoss loss;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            loss = losses.localizerLoss(pixels, labels);
            collector.backward(loss.total());
        }
        double gradient = localizerSteps.step(rate);
        localizer.requireGradients(false);
        return new Losses(
                number(loss.classification()),
                number(loss.attentionMining()),
                number(loss.regularization()),
                gradient,
                Double.NaN,
                Double.NaN);
    }

    private Losses adversaryStep(NDArray pixels, NDArray labels, double rate) {
        Pairs pairs = Pairs.of(labels);
        if (pairs.size() == 0) {
            return Losses.NONE;
        }
        NDArray erased = eader.erased(pixels, pairs);
        return descend(adversary, adversarySteps, rate, () -> eader.adversaryLoss(erased, labels, pairs));
    }

    private static Losses descend(Network network, GradientDescent steps, double rate, Supplier<NDArray> objective) {
        network.requireGradients(true);
        NDArray loss;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            loss = objective.get();
            collector.backward(loss);
        }
        double gradient = steps.step(rate);
        network.requireGradients(false);
        return new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN, number(loss), gradient);
    }

    private static double number(NDArray scalar) {
        return ((Number) scalar.toArray()[0]).doubleValue();
    }
}
