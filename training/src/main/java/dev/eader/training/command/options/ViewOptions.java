package dev.eader.training.command.options;

import dev.eader.training.attention.Views;
import java.util.List;
import picocli.CommandLine.Option;

/** Sizes and mirroring at which a network processes each picture. */
public final class ViewOptions {
    @Option(names = "--input-size", defaultValue = "320", description = "Long side at scale 1; multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int inputSize;

    @Option(names = "--scales", split = ",", defaultValue = "1", description = "Scales to average over, as 0.5,1,1.5.")
    @Range(min = 0, max = 4, aboveMin = true)
    List<Double> scales;

    @Option(names = "--flip", description = "Average also over the mirrored picture.")
    boolean isFlipped;

    public Views views() {
        return new Views(inputSize, scales, isFlipped);
    }
}
