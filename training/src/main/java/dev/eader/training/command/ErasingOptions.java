package dev.eader.training.command;

import dev.eader.training.erasing.EaderLoss;
import picocli.CommandLine.Option;

/** The weights of the losses, the soft mask, and the turns. */
final class ErasingOptions {
    @Option(names = "--alpha", defaultValue = "0.05", description = "Weight of attention mining; 0 is plain CAM.")
    @Range(min = 0, max = 1_000_000)
    double alpha;

    @Option(names = "--beta", defaultValue = "1e-5", description = "Weight of the regularisation.")
    @Range(min = 0, max = 1_000_000)
    double beta;

    @Option(names = "--omega", defaultValue = "100", description = "Steepness of the soft mask.")
    @Range(min = 0, max = 1_000_000, aboveMin = true)
    double omega;

    @Option(names = "--sigma", defaultValue = "0.5", description = "Attention at which half is erased.")
    @Range(min = 0, max = 1)
    double sigma;

    @Option(names = "--warm-up", defaultValue = "0", description = "Steps in which both learn on whole images.")
    @Range(min = 0, max = 1_000_000_000)
    int warmUp;

    @Option(names = "--localizer-turn", defaultValue = "200", description = "Steps of the localizer in a row.")
    @Range(min = 0, max = 1_000_000_000)
    int localizerTurn;

    @Option(names = "--adversary-turn", defaultValue = "200", description = "Steps of the adversary in a row.")
    @Range(min = 0, max = 1_000_000_000)
    int adversaryTurn;

    EaderLoss.Weighting weighting() {
        return new EaderLoss.Weighting(alpha, beta, omega, sigma);
    }
}
