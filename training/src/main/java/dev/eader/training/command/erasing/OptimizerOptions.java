package dev.eader.training.command.erasing;

import dev.eader.training.command.options.Range;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import dev.eader.training.optimisation.RateSchedule;
import picocli.CommandLine.Option;

/** What moves the weights, and how fast. */
public final class OptimizerOptions {
    @Option(names = "--optimizer", defaultValue = "sgd", description = "sgd, adam or adamw, of the localizer.")
    public Optimizer optimizer;

    @Option(names = "--adversary-optimizer", description = "Of the adversary; the localizer's unless given.")
    public Optimizer adversaryOptimizer;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the localizer.")
    @Range(min = 0, max = 1000)
    public double rate;

    @Option(names = "--adversary-rate", description = "Of the adversary; the localizer's unless given.")
    @Range(min = 0, max = 1000)
    public Double adversaryRate;

    @Option(names = "--classifier-factor", defaultValue = "1", description = "Times the rate, in the last layer.")
    @Range(min = 0, max = 1_000_000)
    public double classifierFactor;

    @Option(names = "--momentum", defaultValue = "0.9", description = "Of sgd; beta1 of adam and adamw.")
    @Range(min = 0, max = 1, belowMax = true)
    public double momentum;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    public double decay;

    @Option(names = "--clip", defaultValue = "0", description = "Norm that gradients are clipped to; 0 never.")
    @Range(min = 0, max = 1_000_000)
    public double clip;

    @Option(
            names = "--schedule",
            defaultValue = "polynomial",
            description = "Decay of the rate: polynomial, cosine or constant.")
    public RateSchedule.Decay schedule;

    @Option(names = "--power", defaultValue = "0", description = "Of the polynomial decay; 0 is constant.")
    @Range(min = 0, max = 100)
    public double power;

    @Option(
            names = "--rate-warm-up",
            defaultValue = "0",
            description = "Steps in which the rate grows to its full size.")
    @Range(min = 0, max = 1_000_000_000)
    public int rateWarmUp;

    @Option(
            names = "--ema",
            defaultValue = "0",
            description = "Decay of a moving average of the localizer's weights, which is then what is evaluated and"
                    + " exported; 0 keeps none.")
    @Range(min = 0, max = 1, belowMax = true)
    public double averaging;

    public GradientDescent.Settings localizer() {
        return new GradientDescent.Settings(optimizer, rate, classifierFactor, momentum, decay, clip);
    }

    public GradientDescent.Settings adversary() {
        Optimizer own = adversaryOptimizer == null ? optimizer : adversaryOptimizer;
        double speed = adversaryRate == null ? rate : adversaryRate;
        return new GradientDescent.Settings(own, speed, classifierFactor, momentum, decay, clip);
    }

    /** Where one network plays both, it alone has turns. */
    public TurnSchedule schedule(ErasingOptions turns, WeightSharing sharing, long total) {
        int adversaryTurn = sharing == WeightSharing.ALL ? 0 : turns.adversaryTurn;
        return new TurnSchedule(turns.warmUp, turns.localizerTurn, adversaryTurn, total, power, schedule, rateWarmUp);
    }
}
