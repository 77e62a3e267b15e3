package dev.eader.training.command.student;

import dev.eader.training.command.options.Range;
import dev.eader.training.student.SegmentationAugmentation;
import picocli.CommandLine.Option;

/** How a picture and its labels become a student's crop. */
public final class StudentCropOptions {
    @Option(names = "--size", defaultValue = "256", description = "Side of the crops, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    public int size;

    @Option(names = "--least-side", defaultValue = "256", description = "Long side that pictures are scaled to, from")
    @Range(min = 1, max = 8192)
    public int leastSide;

    @Option(names = "--most-side", defaultValue = "576", description = "to, at random.")
    @Range(min = 1, max = 8192)
    public int mostSide;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    @Range(min = 0, max = 1, belowMax = true)
    public double color;

    public SegmentationAugmentation crops() {
        return new SegmentationAugmentation(size, leastSide, mostSide, color);
    }
}
