package dev.eader.training.command.options;

import dev.eader.training.attention.Refinement;
import java.util.List;
import picocli.CommandLine.Option;

/** How attention is made to follow the picture's edges, if it is. */
public final class RefineOptions {
    @Option(
            names = "--refine",
            paramLabel = "ITERATIONS",
            description = "Let attention flow between neighbours of like colour, this many times over the dilations."
                    + " Default: not at all.")
    @Range(min = 1, max = 50)
    public Integer iterations;

    @Option(
            names = "--refine-stride",
            defaultValue = "4",
            description = "Pixels of the grid to refine on: 1, 2, 4 or 8.")
    @Range(min = 1, max = 8)
    public int stride;

    @Option(
            names = "--refine-dilations",
            split = ",",
            defaultValue = "24,12,8,4,2,1",
            description = "Distances to the neighbours in cells of that grid, in their order.")
    @Range(min = 1, max = 256)
    public List<Integer> dilations;

    /** Null for none. */
    public Refinement refinement() {
        return iterations == null ? null : new Refinement(iterations, stride, dilations);
    }
}
