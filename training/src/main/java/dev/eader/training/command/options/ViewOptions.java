package dev.eader.training.command.options;

import dev.eader.training.attention.Views;
import java.util.List;
import picocli.CommandLine.Option;

/** What of a picture a network looks at. */
public final class ViewOptions {
    @Option(
            names = "--input-size",
            defaultValue = "320",
            description = "Long side at scale 1, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    public int inputSize;

    @Option(
            names = "--scales",
            split = ",",
            defaultValue = "1",
            description = "Scales of the long side whose maps are averaged, as 0.5,1,1.5.")
    @Range(min = 0, max = 4, aboveMin = true)
    public List<Double> scales;

    @Option(names = "--flip", description = "Average over the mirrored picture too.")
    public boolean flip;

    public Views views() {
        return new Views(inputSize, scales, flip);
    }
}
