package dev.eader.training.command.erasing;

import dev.eader.training.command.options.Range;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import dev.eader.training.optimisation.RateSchedule;
import picocli.CommandLine.Option;

/** Optimisers and learning rates of both networks. */
final class OptimizerOptions {
    @Option(names = "--optimizer", defaultValue = "sgd", description = "Localizer's optimiser: sgd, adam, adamw.")
    Optimizer optimizer;

    @Option(names = "--adversary-optimizer", description = "Optimiser of the adversary. Default: the localizer's.")
    Optimizer adversaryOptimizer;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the localizer.")
    @Range(min = 0, max = 1000)
    double rate;

    @Option(names = "--adversary-rate", description = "Learning rate of the adversary. Default: the localizer's.")
    @Range(min = 0, max = 1000)
    Double adversaryRate;

    @Option(names = "--classifier-factor", defaultValue = "1", description = "Factor of the last layer's rate.")
    @Range(min = 0, max = 1_000_000)
    double classifierFactor;

    @Option(names = "--momentum", defaultValue = "0.9", description = "Momentum of sgd; beta1 of adam and adamw.")
    @Range(min = 0, max = 1, belowMax = true)
    double momentum;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    double decay;

    @Option(names = "--clip", defaultValue = "0", description = "Largest norm of the gradient; 0 does not clip.")
    @Range(min = 0, max = 1_000_000)
    double clip;

    @Option(names = "--schedule", defaultValue = "polynomial", description = "polynomial, cosine or constant decay.")
    RateSchedule.Decay schedule;

    @Option(names = "--power", defaultValue = "0", description = "Power of the polynomial decay; 0 is constant.")
    @Range(min = 0, max = 100)
    double power;

    @Option(names = "--rate-warm-up", defaultValue = "0", description = "First steps, in which the rate increases.")
    @Range(min = 0, max = 1_000_000_000)
    int rateWarmUp;

    @Option(
            names = "--ema",
            defaultValue = "0",
            description = "Decay of a moving average of the localizer's weights, which is then evaluated; 0: none.")
    @Range(min = 0, max = 1, belowMax = true)
    double averaging;

    GradientDescent.Settings localizer() {
        return settings(optimizer, rate);
    }

    GradientDescent.Settings adversary() {
        return settings(
                adversaryOptimizer == null ? optimizer : adversaryOptimizer,
                adversaryRate == null ? rate : adversaryRate);
    }

    private GradientDescent.Settings settings(Optimizer kind, double rate) {
        return new GradientDescent.Settings(kind, rate, classifierFactor, momentum, decay, clip);
    }

    /**
     * @param turns numbers of consecutive steps; the adversary has none if one network is both
     * @param total steps of the run
     */
    TurnSchedule schedule(ErasingOptions turns, WeightSharing sharing, long total) {
        int adversaryTurn = sharing == WeightSharing.ALL ? 0 : turns.adversaryTurn;
        return new TurnSchedule(turns.warmUp, turns.localizerTurn, adversaryTurn, total, power, schedule, rateWarmUp);
    }
}
