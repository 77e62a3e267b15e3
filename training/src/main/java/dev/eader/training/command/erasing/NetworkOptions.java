package dev.eader.training.command.erasing;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.erasing.WeightSharing;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Architectures and initial weights of both networks. */
final class NetworkOptions {
    @Option(names = "--localizer", description = "Network, as resnet18:16. Default: that of the initial weights.")
    @TextFormat(TextFormat.Text.NETWORK)
    String localizer;

    @Option(
            names = "--adversary",
            description = "Network. Default: that of its initial weights at stride 32; with --share, the localizer's.")
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

    @Option(names = "--init", description = "Initial weights of the localizer: " + InitialWeights.ACCEPTED)
    Path init;

    @Option(names = "--adversary-init", description = "Initial weights of the adversary, as --init.")
    Path adversaryInit;

    /** @throws IllegalArgumentException if one network is both and the options set up a separate adversary */
    ErasingRun.Networks networks() throws IOException {
        if (sharing == WeightSharing.ALL && (adversary != null || adversaryInit != null)) {
            throw new IllegalArgumentException(
                    "--share all uses one network as localizer and adversary; omit --adversary and --adversary-init");
        }
        InitialWeights.Choice first = InitialWeights.choose("--init", init, "--localizer", localizer);
        InitialWeights.Choice second = opponent(first);
        return new ErasingRun.Networks(
                first.network(), second.network(), batchNorm, first.from(), second.from(), sharing);
    }

    private InitialWeights.Choice opponent(InitialWeights.Choice localized) throws IOException {
        String network = adversary == null && sharing != WeightSharing.NONE ? localized.network() : adversary;
        if (adversaryInit == null && sharing != WeightSharing.NONE) {
            // its weights are those of the localizer, except those of a separate classifier
            return new InitialWeights.Choice(network, null, false);
        }
        boolean isRandom = init != null && init.toString().equals(InitialWeights.RANDOM);
        Path from = adversaryInit == null && isRandom ? init : adversaryInit;
        if (network == null && from == null && localized.from() == null) {
            network = "resnet18";
        }
        InitialWeights.Choice choice = InitialWeights.choose("--adversary-init", from, "--adversary", network);
        return network == null ? choice.atStride32() : choice;
    }
}
