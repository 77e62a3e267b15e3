package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * What a confusion matrix says, all in percent. Labels that neither stand nor were predicted anywhere have no part.
 *
 * @param meanIou background included, as are the other means here
 * @param iou of each label
 * @param bestThreshold the background threshold at which this mode alone would be best; null where none was searched for
 * @param bestMeanIou and how good
 * @param precision of each label: the share of what was predicted that is right; 0 where nothing was
 * @param recall of each label: the share of what stands that was found
 * @param classes the means without the background; null in cards of before
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

    /** In percent. */
    public record Means(double meanIou, double meanPrecision, double meanRecall) {}

    /** Cards of before had no precision and recall of each label. */
    public SegmentationMetrics {
        precision = precision == null ? Map.of() : precision;
        recall = recall == null ? Map.of() : recall;
    }

    /** @param classes in order, without the background */
    static SegmentationMetrics of(ConfusionMatrix matrix, List<String> classes) {
        return of(matrix, classes, null, null);
    }

    /** At one threshold of a sweep, and how good the best would be. */
    static SegmentationMetrics of(ThresholdSweep sweep, int step, List<String> classes) {
        int best = sweep.best();
        return of(
                sweep.at(step),
                classes,
                ThresholdSweep.threshold(best),
                percent(sweep.at(best).meanIou()));
    }

    private static SegmentationMetrics of(ConfusionMatrix matrix, List<String> classes, Double threshold, Double most) {
        return new SegmentationMetrics(
                percent(matrix.meanIou()),
                each(matrix, classes, matrix::iou),
                percent(matrix.meanPrecision(0)),
                percent(matrix.meanRecall(0)),
                threshold,
                most,
                each(matrix, classes, matrix::precision),
                each(matrix, classes, matrix::recall),
                new Means(percent(matrix.meanIou(1)), percent(matrix.meanPrecision(1)), percent(matrix.meanRecall(1))));
    }

    private static Map<String, Double> each(ConfusionMatrix matrix, List<String> classes, IntToDoubleFunction of) {
        Map<String, Double> each = new TreeMap<>();
        for (int label = 0; label < matrix.labels(); label++) {
            if (matrix.occurs(label)) {
                each.put(label == 0 ? "background" : classes.get(label - 1), percent(of.applyAsDouble(label)));
            }
        }
        return each;
    }

    /** Hundredths of a percent; what is nowhere is 0. */
    static double percent(double share) {
        return Math.round(share * 10_000) / 100.;
    }
}
