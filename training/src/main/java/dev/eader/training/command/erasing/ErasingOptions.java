package dev.eader.training.command.erasing;

import dev.eader.training.command.options.Range;
import dev.eader.training.erasing.EaderLoss;
import picocli.CommandLine.Option;

/** The weights of the losses, the soft mask, and the turns. */
public final class ErasingOptions {
    @Option(names = "--alpha", defaultValue = "0.05", description = "Weight of attention mining; 0 is plain CAM.")
    @Range(min = 0, max = 1_000_000)
    public double alpha;

    @Option(names = "--beta", defaultValue = "1e-5", description = "Weight of the regularisation.")
    @Range(min = 0, max = 1_000_000)
    public double beta;

    @Option(names = "--omega", defaultValue = "100", description = "Steepness of the soft mask.")
    @Range(min = 0, max = 1_000_000, aboveMin = true)
    public double omega;

    @Option(names = "--sigma", defaultValue = "0.5", description = "Attention at which half is erased.")
    @Range(min = 0, max = 1)
    public double sigma;

    @Option(names = "--warm-up", defaultValue = "0", description = "Steps in which both learn on whole images.")
    @Range(min = 0, max = 1_000_000_000)
    public int warmUp;

    @Option(names = "--localizer-turn", defaultValue = "200", description = "Steps of the localizer in a row.")
    @Range(min = 0, max = 1_000_000_000)
    public int localizerTurn;

    @Option(names = "--adversary-turn", defaultValue = "200", description = "Steps of the adversary in a row.")
    @Range(min = 0, max = 1_000_000_000)
    public int adversaryTurn;

    public EaderLoss.Weighting weighting() {
        return new EaderLoss.Weighting(alpha, beta, omega, sigma);
    }
}
