package dev.eader.training.command;

import dev.eader.training.erasing.GradientDescent;
import picocli.CommandLine.Option;

/** What the passes after the localizer have in common in how they move weights. */
final class DescentOptions {
    @Option(names = "--head-factor", defaultValue = "10", description = "Times the rate, in new layers.")
    double headFactor;

    @Option(names = "--momentum", defaultValue = "0.9")
    double momentum;

    @Option(names = "--clip", defaultValue = "1", description = "Norm that gradients are clipped to; 0 never.")
    double clip;

    @Option(names = "--power", defaultValue = "0.9", description = "Polynomial decay of the rate; 0 is constant.")
    double power;

    GradientDescent.Settings sgd(double rate, double decay) {
        return GradientDescent.Settings.sgd(rate, headFactor, momentum, decay, clip);
    }
}
