package dev.eader.training.figure;

import dev.eader.training.figure.LossLog.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Charts of the losses in {@code log.csv}: one for each quantity, with a line for each run. */
public final class LossCharts {
    private static final List<Quantity> ERASING = List.of(
            new Quantity("classification", "Localizer: classification", "binary cross-entropy (nats)"),
            new Quantity("attention_mining", "Localizer: attention mining", "adversary's score of the erased class"),
            new Quantity("regularization", "Localizer: regularisation", "mean attention (share of the image)"),
            new Quantity("adversary", "Adversary: classification", "binary cross-entropy (nats)"));
    private static final List<Quantity> AFFINITY = List.of(
            new Quantity("background", "Affinity: pairs of background", "cross-entropy (nats)"),
            new Quantity("foreground", "Affinity: pairs of one class", "cross-entropy (nats)"),
            new Quantity("different", "Affinity: pairs that differ", "cross-entropy (nats)"));
    private static final List<Quantity> STUDENT = List.of(
            new Quantity("segmentation", "Student: pixels", "cross-entropy (nats)"),
            new Quantity("classification", "Student: labels of the picture", "binary cross-entropy (nats)"));

    private LossCharts() {}

    private record Quantity(String column, String title, String unit) {}

    /**
     * Draws the logs of runs of one kind.
     *
     * @param logs by the name of the run, in the order of the legend
     * @param window steps per average, from the number of steps
     * @param hasGaps whether a line is interrupted where the other network is trained for longer than an average
     * @param width of a chart in pixels
     * @param height of a chart in pixels
     * @return a chart for each quantity that any log has with a value other than 0
     */
    public static List<LineFigure> of(
            Map<String, LossLog> logs, IntUnaryOperator window, boolean hasGaps, int width, int height) {
        List<LineFigure> charts = new ArrayList<>();
        LossLog first = logs.values().iterator().next();
        for (Quantity quantity : quantities(first)) {
            LineFigure chart = new LineFigure(width, height, quantity.title(), "step", quantity.unit());
            logs.forEach((run, log) -> {
                Series series = log.series(quantity.column());
                int steps = Math.max(1, window.applyAsInt(series.steps().length));
                if (!series.isZero()) {
                    Series smooth = series.smooth(steps);
                    chart.addLine(run, run, hasGaps ? smooth.withGaps(steps) : smooth, false);
                }
            });
            if (!chart.isEmpty()) {
                charts.add(chart);
            }
        }
        return charts;
    }

    private static List<Quantity> quantities(LossLog log) {
        if (log.hasColumn("segmentation")) {
            return STUDENT;
        }
        return log.hasColumn("different") ? AFFINITY : ERASING;
    }
}
