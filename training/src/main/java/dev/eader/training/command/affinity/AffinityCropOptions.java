package dev.eader.training.command.affinity;

import dev.eader.training.affinity.AffinityBatch;
import dev.eader.training.command.options.Range;
import picocli.CommandLine.Option;

/** What affinity is taught on. */
public final class AffinityCropOptions {
    @Option(names = "--batch", defaultValue = "16", description = "Crops a step.")
    @Range(min = 1, max = 65_536)
    public int batch;

    @Option(names = "--size", defaultValue = "224", description = "Side of the crops, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    public int size;

    @Option(names = "--input-size", defaultValue = "320", description = "Long side that the walk will see.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    public int inputSize;

    @Option(names = "--zoom", defaultValue = "1.4", description = "How far scales stray from that, either way.")
    @Range(min = 1, max = 16)
    public double zoom;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    @Range(min = 0, max = 1, belowMax = true)
    public double color;

    public AffinityBatch.Settings settings(long seed) {
        return new AffinityBatch.Settings(batch, size, inputSize, zoom, color, seed);
    }
}
