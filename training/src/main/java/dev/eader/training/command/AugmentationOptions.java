package dev.eader.training.command;

import dev.eader.training.data.Augmentation;
import picocli.CommandLine.Option;

/** How a picture becomes a training crop. */
final class AugmentationOptions {
    @Option(names = "--size", defaultValue = "448", description = "Side of the crops, in pixels.")
    @Range(min = 32, max = 8192)
    int size;

    @Option(names = "--least-area", defaultValue = "0.4", description = "Least share of the image in a crop.")
    @Range(min = 0, max = 1, aboveMin = true)
    double leastArea;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    @Range(min = 0, max = 1, belowMax = true)
    double color;

    Augmentation augmentation() {
        return new Augmentation(size, leastArea, color);
    }
}
