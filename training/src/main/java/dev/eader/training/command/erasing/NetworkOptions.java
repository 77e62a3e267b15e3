package dev.eader.training.command.erasing;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.erasing.WeightSharing;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Architectures and initial weights of both networks. */
final class NetworkOptions {
    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    @TextFormat(TextFormat.Text.NETWORK)
    String localizer;

    @Option(names = "--adversary", description = "Network. Default: resnet18; with --share, the localizer's.")
    @TextFormat(TextFormat.Text.NETWORK)
    String adversary;

    @Option(
            names = "--share",
            arity = "0..1",
            defaultValue = "none",
            fallbackValue = "backbone",
            description = "Weights that both networks share: none, backbone (all but the classifier and running"
                    + " statistics), all (one network is localizer and adversary).")
    WeightSharing sharing;

    @Option(names = "--batch-norm", description = "Use batch normalisation in both networks.")
    boolean batchNorm;

    @Option(names = "--init", description = "Initial weights of the localizer: safetensors file, or run folder.")
    Path init;

    @Option(names = "--adversary-init", description = "Initial weights of the adversary, as --init.")
    Path adversaryInit;

    /** @throws IllegalArgumentException if one network is both and the options set up a separate adversary */
    ErasingRun.Networks networks() {
        if (sharing == WeightSharing.ALL && (adversary != null || adversaryInit != null)) {
            throw new IllegalArgumentException(
                    "--share all uses one network as localizer and adversary; omit --adversary and --adversary-init");
        }
        String opponent = adversary != null ? adversary : sharing == WeightSharing.NONE ? "resnet18" : localizer;
        return new ErasingRun.Networks(
                localizer,
                opponent,
                batchNorm,
                Objects.toString(init, null),
                Objects.toString(adversaryInit, null),
                sharing);
    }
}
