package dev.eader.training.command.options;

import dev.eader.training.threshold.Criterion;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Choice of the background threshold without masks. */
public final class CriterionOptions {
    @Option(
            names = "--criterion",
            description =
                    "Without masks, criterion of the background threshold: ${COMPLETION-CANDIDATES}. Default:"
                            + " otsu for attention, agreement for students. The card also has the thresholds of the others, except erasing, which is slow.")
    Criterion criterion;

    @Option(
            names = "--compare-criteria",
            description = "Print the background threshold, the mIoU with given labels and its loss for each criterion;"
                    + " needs masks and writes no card.")
    boolean isComparison;

    @Option(
            names = "--criteria-pictures",
            defaultValue = "100",
            description = "With --compare-criteria, number of training pictures on which thresholds are also chosen.")
    @Range(min = 1, max = 100_000)
    int pictures;

    public boolean isComparison() {
        return isComparison;
    }

    public int pictures() {
        return pictures;
    }

    /**
     * The criterion that chooses, first, and those that are recorded for comparison.
     *
     * @param preferred if none is given
     */
    public List<Criterion> criteria(Criterion preferred) {
        Criterion first = criterion == null ? preferred : criterion;
        return Stream.concat(
                        Stream.of(first),
                        Stream.of(Criterion.values()).filter(each -> each != first && each != Criterion.ERASING))
                .toList();
    }
}
