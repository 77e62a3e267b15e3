package dev.eader.training.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The two networks, and what they start from. */
final class NetworkOptions {
    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    String localizer;

    @Option(names = "--adversary", defaultValue = "resnet18", description = "Network, as resnet18.")
    String adversary;

    @Option(names = "--batch-norm", description = "Batch normalisation in both networks.")
    boolean batchNorm;

    @Option(names = "--init", description = "Localizer starts from: ImageNet weights, safetensors; or a run.")
    Path init;

    @Option(names = "--adversary-init", description = "Adversary starts from: weights, or a run's localizer.")
    Path adversaryInit;

    static String name(Path file) {
        return file == null ? null : file.toString();
    }
}
