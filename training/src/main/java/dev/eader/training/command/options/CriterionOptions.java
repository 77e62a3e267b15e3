package dev.eader.training.command.options;

import dev.eader.training.threshold.Criterion;
import java.util.List;
import picocli.CommandLine.Option;

/** Choice of the background threshold without masks. */
public final class CriterionOptions {
    @Option(
            names = "--criterion",
            description = "Without masks, criterion of the background threshold: ${COMPLETION-CANDIDATES}. Default:"
                    + " constant.")
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

    /** The criterion that chooses, first, and those that are recorded for comparison. */
    public List<Criterion> chosen(boolean isPlain, boolean isStudent) {
        return List.of(criterion == null ? Criterion.CONSTANT : criterion);
    }
}
