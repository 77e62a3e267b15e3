package dev.eader.training.command.options;

import dev.eader.training.optimisation.GradientDescent;
import picocli.CommandLine.Option;

/** What the passes after the localizer have in common in how they move weights. */
public final class DescentOptions {
    @Option(names = "--head-factor", defaultValue = "10", description = "Times the rate, in new layers.")
    @Range(min = 0, max = 1_000_000)
    public double headFactor;

    @Option(names = "--momentum", defaultValue = "0.9")
    @Range(min = 0, max = 1, belowMax = true)
    public double momentum;

    @Option(names = "--clip", defaultValue = "1", description = "Norm that gradients are clipped to; 0 never.")
    @Range(min = 0, max = 1_000_000)
    public double clip;

    @Option(names = "--power", defaultValue = "0.9", description = "Polynomial decay of the rate; 0 is constant.")
    @Range(min = 0, max = 100)
    public double power;

    public GradientDescent.Settings sgd(double rate, double decay) {
        return GradientDescent.Settings.sgd(rate, headFactor, momentum, decay, clip);
    }
}
