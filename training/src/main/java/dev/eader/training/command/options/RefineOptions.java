package dev.eader.training.command.options;

import dev.eader.training.attention.Refinement;
import java.util.List;
import picocli.CommandLine.Option;

/** Refinement of attention maps by the colours of their pictures. */
public final class RefineOptions {
    @Option(
            names = "--refine",
            paramLabel = "ITERATIONS",
            description =
                    "Refine attention between neighbouring cells of similar colour, with this many passes over the"
                            + " dilations. Default: no refinement.")
    @Range(min = 1, max = 50)
    Integer iterations;

    @Option(
            names = "--refine-stride",
            defaultValue = "4",
            description = "Size of a cell of the refinement's grid, in pixels: 1, 2, 4 or 8.")
    @Range(min = 1, max = 8)
    int stride;

    @Option(
            names = "--refine-dilations",
            split = ",",
            defaultValue = "24,12,8,4,2,1",
            description = "Distances to the neighbours in cells, in the order of the steps of a pass.")
    @Range(min = 1, max = 256)
    List<Integer> dilations;

    /** The refinement; null if {@code --refine} is not given. */
    public Refinement refinement() {
        return iterations == null ? null : new Refinement(iterations, stride, dilations);
    }
}
