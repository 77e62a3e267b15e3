package dev.eader.training.command;

import dev.eader.training.erasing.GradientDescent;
import dev.eader.training.erasing.GradientDescent.Optimizer;
import dev.eader.training.erasing.Schedule;
import picocli.CommandLine.Option;

/** What moves the weights, and how fast. */
final class OptimizerOptions {
    @Option(names = "--optimizer", defaultValue = "sgd", description = "sgd, adam or adamw, of the localizer.")
    Optimizer optimizer;

    @Option(names = "--adversary-optimizer", description = "Of the adversary; the localizer's unless given.")
    Optimizer adversaryOptimizer;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the localizer.")
    double rate;

    @Option(names = "--adversary-rate", description = "Of the adversary; the localizer's unless given.")
    Double adversaryRate;

    @Option(names = "--classifier-factor", defaultValue = "1", description = "Times the rate, in the last layer.")
    double classifierFactor;

    @Option(names = "--momentum", defaultValue = "0.9", description = "Of sgd; beta1 of adam and adamw.")
    double momentum;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    double decay;

    @Option(names = "--clip", defaultValue = "0", description = "Norm that gradients are clipped to; 0 never.")
    double clip;

    @Option(
            names = "--schedule",
            defaultValue = "polynomial",
            description = "Decay of the rate: polynomial, cosine or constant.")
    Schedule.Decay schedule;

    @Option(names = "--power", defaultValue = "0", description = "Of the polynomial decay; 0 is constant.")
    double power;

    @Option(
            names = "--rate-warm-up",
            defaultValue = "0",
            description = "Steps in which the rate grows to its full size.")
    int rateWarmUp;

    GradientDescent.Settings localizer() {
        return new GradientDescent.Settings(optimizer, rate, classifierFactor, momentum, decay, clip);
    }

    GradientDescent.Settings adversary() {
        Optimizer own = adversaryOptimizer == null ? optimizer : adversaryOptimizer;
        double speed = adversaryRate == null ? rate : adversaryRate;
        return new GradientDescent.Settings(own, speed, classifierFactor, momentum, decay, clip);
    }

    Schedule schedule(ErasingOptions turns, long total) {
        return new Schedule(turns.warmUp, turns.localizerTurn, turns.adversaryTurn, total, power, schedule, rateWarmUp);
    }
}
