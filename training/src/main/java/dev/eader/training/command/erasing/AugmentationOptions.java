package dev.eader.training.command.erasing;

import dev.eader.training.command.options.Range;
import dev.eader.training.data.Augmentation;
import picocli.CommandLine.Option;

/** How a picture becomes a training crop. */
public final class AugmentationOptions {
    @Option(names = "--size", defaultValue = "448", description = "Side of the crops, in pixels.")
    @Range(min = 32, max = 8192)
    public int size;

    @Option(names = "--least-area", defaultValue = "0.4", description = "Least share of the image in a crop.")
    @Range(min = 0, max = 1, aboveMin = true)
    public double leastArea;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    @Range(min = 0, max = 1, belowMax = true)
    public double color;

    public Augmentation augmentation() {
        return new Augmentation(size, leastArea, color);
    }
}
