package dev.eader.training.command.erasing;

import dev.eader.training.command.options.Range;
import dev.eader.training.erasing.EaderLoss;
import picocli.CommandLine.Option;

/** Weights of the losses, shape of the soft mask, and numbers of alternating steps. */
final class ErasingOptions {
    @Option(names = "--alpha", defaultValue = "0.05", description = "Weight of attention mining; 0: plain classifier.")
    @Range(min = 0, max = 1_000_000)
    double alpha;

    @Option(names = "--beta", defaultValue = "1e-5", description = "Weight of the regularisation of attention.")
    @Range(min = 0, max = 1_000_000)
    double beta;

    @Option(names = "--omega", defaultValue = "100", description = "Steepness of the soft mask.")
    @Range(min = 0, max = 1_000_000, aboveMin = true)
    double omega;

    @Option(names = "--sigma", defaultValue = "0.5", description = "Attention at which the soft mask erases half.")
    @Range(min = 0, max = 1)
    double sigma;

    @Option(names = "--warm-up", defaultValue = "0", description = "First steps; both networks see whole images.")
    @Range(min = 0, max = 1_000_000_000)
    int warmUp;

    @Option(names = "--localizer-turn", defaultValue = "200", description = "Consecutive steps of the localizer.")
    @Range(min = 0, max = 1_000_000_000)
    int localizerTurn;

    @Option(names = "--adversary-turn", defaultValue = "200", description = "Consecutive steps of the adversary.")
    @Range(min = 0, max = 1_000_000_000)
    int adversaryTurn;

    EaderLoss.Weighting weighting() {
        return new EaderLoss.Weighting(alpha, beta, omega, sigma);
    }
}
