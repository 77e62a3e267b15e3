package dev.eader.training.command.options;

import dev.eader.training.attention.Refinement;
import java.util.List;
import picocli.CommandLine.Option;

/** Refinement of attention maps by the colours of their pictures. */
public final class RefineOptions {
    @Option(
            names = "--refine",
            paramLabel = "ITERATIONS",
            description = "Passes of refinement by colour. Default: none.")
    @Range(min = 1, max = 50)
    Integer iterations;

    @Option(names = "--refine-stride", defaultValue = "4", description = "Cell size in pixels: 1, 2, 4 or 8.")
    @Range(min = 1, max = 8)
    int stride;

    @Option(
            names = "--refine-dilations",
            split = ",",
            defaultValue = "24,12,8,4,2,1",
            description = "Distances to the neighbours, in cells, of the steps of a pass.")
    @Range(min = 1, max = 256)
    List<Integer> dilations;

    /** The refinement; null if {@code --refine} is not given. */
    public Refinement refinement() {
        return iterations == null ? null : new Refinement(iterations, stride, dilations);
    }
}
