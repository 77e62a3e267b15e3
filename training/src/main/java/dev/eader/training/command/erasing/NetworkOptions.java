package dev.eader.training.command.erasing;

import dev.eader.training.command.options.NetworkName;
import dev.eader.training.erasing.WeightSharing;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The two networks, and what they start from. */
public final class NetworkOptions {
    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    @NetworkName
    public String localizer;

    @Option(
            names = "--adversary",
            description = "Network, as resnet18, which is the default; with --share it is the localizer's.")
    @NetworkName
    public String adversary;

    @Option(
            names = "--share",
            arity = "0..1",
            defaultValue = "none",
            fallbackValue = "backbone",
            description = "Weights that the adversary shares with the localizer: none, backbone (all but the classifier"
                    + " and running statistics; the same network up to its stride), all (one network plays both).")
    public WeightSharing sharing;

    @Option(names = "--batch-norm", description = "Batch normalisation in both networks.")
    public boolean batchNorm;

    @Option(names = "--init", description = "Localizer starts from: ImageNet weights, safetensors; or a run.")
    public Path init;

    @Option(names = "--adversary-init", description = "Adversary starts from: weights, or a run's localizer.")
    public Path adversaryInit;

    /** @throws IllegalArgumentException when an adversary is asked for and there will be none */
    public String adversary() {
        if (sharing == WeightSharing.ALL && (adversary != null || adversaryInit != null)) {
            throw new IllegalArgumentException(
                    "--share all: the localizer plays both, so there is no --adversary and no --adversary-init");
        }
        return adversary != null ? adversary : sharing == WeightSharing.NONE ? "resnet18" : localizer;
    }

    public static String name(Path file) {
        return file == null ? null : file.toString();
    }
}
