package dev.eader.training.command.train;

import dev.eader.training.command.options.Range;
import dev.eader.training.optimisation.GradientDescent;
import picocli.CommandLine.Option;

/** Gradient descent of affinity and student trainings. */
public final class DescentOptions {
    @Option(names = "--head-factor", defaultValue = "10", description = "Factor of the learning rate of new layers.")
    @Range(min = 0, max = 1_000_000)
    public double headFactor;

    @Option(names = "--momentum", defaultValue = "0.9", description = "Momentum.")
    @Range(min = 0, max = 1, belowMax = true)
    public double momentum;

    @Option(names = "--clip", defaultValue = "1", description = "Largest norm of the gradient; 0 does not clip.")
    @Range(min = 0, max = 1_000_000)
    public double clip;

    @Option(names = "--power", defaultValue = "0.9", description = "Power of the rate's polynomial decay; 0: constant.")
    @Range(min = 0, max = 100)
    public double power;

    /**
     * @param rate learning rate
     * @param decay weight decay
     */
    public GradientDescent.Settings sgd(double rate, double decay) {
        return GradientDescent.Settings.sgd(rate, headFactor, momentum, decay, clip);
    }
}
