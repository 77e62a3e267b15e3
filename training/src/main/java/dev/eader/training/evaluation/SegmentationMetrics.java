package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * The metrics of a {@link ConfusionMatrix}, in percent. Labels that occur neither in the truth nor in the prediction
 * are left out.
 *
 * @param meanIou mean IoU, including the background
 * @param iou IoU by label
 * @param meanPrecision mean precision, including the background
 * @param meanRecall mean recall, including the background
 * @param bestThreshold background threshold with the best mean IoU in this mode; null if none was searched for
 * @param bestMeanIou mean IoU at {@code bestThreshold}
 * @param precision precision by label; 0 for a label that was never predicted
 * @param recall recall by label; 0 for a label that does not occur in the truth
 * @param classes means without the background; null in older cards
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SegmentationMetrics(
        double meanIou,
        Map<String, Double> iou,
        double meanPrecision,
        double meanRecall,
        Double bestThreshold,
        Double bestMeanIou,
        Map<String, Double> precision,
        Map<String, Double> recall,
        Means classes) {

    /** Means over labels, in percent. */
    public record Means(double meanIou, double meanPrecision, double meanRecall) {}

    /** Older cards have no precision and recall by label. */
    public SegmentationMetrics {
        precision = precision == null ? Map.of() : precision;
        recall = recall == null ? Map.of() : recall;
    }

    /** @param classes names of the classes, without the background */
    static SegmentationMetrics of(ConfusionMatrix matrix, List<String> classes) {
        return of(matrix, classes, null, null);
    }

    /** Creates the metrics at one threshold of a sweep, together with the best threshold of the sweep. */
    static SegmentationMetrics of(ThresholdSweep sweep, int step, List<String> classes) {
        int best = sweep.best();
        return of(
                sweep.at(step),
                classes,
                ThresholdSweep.threshold(best),
                percent(sweep.at(best).meanIou()));
    }

    private static SegmentationMetrics of(ConfusionMatrix matrix, List<String> classes, Double best, Double bestIou) {
        return new SegmentationMetrics(
                percent(matrix.meanIou()),
                byLabel(matrix, classes, matrix::iou),
                percent(matrix.meanPrecision(0)),
                percent(matrix.meanRecall(0)),
                best,
                bestIou,
                byLabel(matrix, classes, matrix::precision),
                byLabel(matrix, classes, matrix::recall),
                new Means(percent(matrix.meanIou(1)), percent(matrix.meanPrecision(1)), percent(matrix.meanRecall(1))));
    }

    private static Map<String, Double> byLabel(
            ConfusionMatrix matrix, List<String> classes, IntToDoubleFunction metric) {
        Map<String, Double> byLabel = new TreeMap<>();
        for (int label = 0; label < matrix.labels(); label++) {
            if (matrix.occurs(label)) {
                byLabel.put(label == 0 ? "background" : classes.get(label - 1), percent(metric.applyAsDouble(label)));
            }
        }
        return byLabel;
    }

    /** @return percent, rounded to hundredths; 0 for NaN */
    public static double percent(double share) {
        return Math.round(share * 10_000) / 100.;
    }
}
