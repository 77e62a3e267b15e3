package dev.eader.training.evaluation;

import dev.eader.training.figure.LineFigure;
import dev.eader.training.figure.LossLog.Series;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** A chart of mIoU over the background threshold, with dots at the thresholds of the cards. */
public final class ThresholdChart {
    private final LineFigure figure;

    /**
     * @param width width in pixels
     * @param height height in pixels
     */
    public ThresholdChart(int width, int height) {
        figure = new LineFigure(
                width,
                height,
                "mIoU over the background threshold (dot: the card's)",
                "background threshold (attention)",
                "mIoU (%)");
    }

    /**
     * Adds the curves of a card.
     *
     * @param run name in the legend; empty for a chart of one run
     * @param card with masks
     */
    public ThresholdChart add(String run, EvaluationCard card) {
        double given = card.labelsGiven().meanIou();
        double predicted = card.labelsPredicted().meanIou();
        String start = run.isEmpty() ? "" : run + ", ";
        figure.addLine(run, start + "labels given", curve(card, EvaluationCard.Point::labelsGiven, given), false);
        figure.addLine(
                run, start + "labels predicted", curve(card, EvaluationCard.Point::labelsPredicted, predicted), true);
        figure.addDot(run, card.backgroundThreshold(), given);
        figure.addDot(run, card.backgroundThreshold(), predicted);
        return this;
    }

    public LineFigure figure() {
        return figure;
    }

    /** Adds the threshold of the card, which lies between the points of its curve. */
    private static Series curve(EvaluationCard card, ToDoubleFunction<EvaluationCard.Point> value, double atThreshold) {
        TreeMap<Double, Double> points = new TreeMap<>();
        card.curve().forEach(point -> points.put(point.threshold(), value.applyAsDouble(point)));
        points.put(card.backgroundThreshold(), atThreshold);
        return new Series(
                points.keySet().stream().mapToDouble(x -> x).toArray(),
                points.values().stream().mapToDouble(y -> y).toArray());
    }
}
