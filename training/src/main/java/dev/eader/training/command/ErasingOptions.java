package dev.eader.training.command;

import dev.eader.training.erasing.Eader;
import picocli.CommandLine.Option;

/** The weights of the losses, the soft mask, and the turns. */
final class ErasingOptions {
    @Option(names = "--alpha", defaultValue = "0.05", description = "Weight of attention mining; 0 is plain CAM.")
    double alpha;

    @Option(names = "--beta", defaultValue = "1e-5", description = "Weight of the regularisation.")
    double beta;

    @Option(names = "--omega", defaultValue = "100", description = "Steepness of the soft mask.")
    double omega;

    @Option(names = "--sigma", defaultValue = "0.5", description = "Attention at which half is erased.")
    double sigma;

    @Option(names = "--warm-up", defaultValue = "0", description = "Steps in which both learn on whole images.")
    int warmUp;

    @Option(names = "--localizer-turn", defaultValue = "200", description = "Steps of the localizer in a row.")
    int localizerTurn;

    @Option(names = "--adversary-turn", defaultValue = "200", description = "Steps of the adversary in a row.")
    int adversaryTurn;

    Eader.Weighting weighting() {
        return new Eader.Weighting(alpha, beta, omega, sigma);
    }
}
