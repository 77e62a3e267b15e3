package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The accuracy of a folder of label files or attention files, with known image-level labels; stored as
 * {@code score.json}.
 *
 * @param of {@code labels} or {@code attention}
 * @param split split of the data set
 * @param images number of images
 * @param fingerprint fingerprint of the images
 * @param backgroundThreshold best threshold on these images, in [0, 1]; null for labels
 * @param figures metrics with uncertain pixels counted as background
 * @param unsure share of the pixels with an uncertain label, in percent; null for attention
 * @param whereSure metrics without the uncertain pixels; null if there are none
 * @param curve mean IoU by background threshold; null for labels
 * @param perClass accuracy with a background threshold for each class; null if not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FolderScore(
        String of,
        String split,
        int images,
        String fingerprint,
        Double backgroundThreshold,
        SegmentationMetrics figures,
        Double unsure,
        SegmentationMetrics whereSure,
        List<Point> curve,
        PerClass perClass) {

    /** Mean IoU in percent at a background threshold. */
    public record Point(double threshold, double meanIou) {}

    /** Accuracy with a background threshold for each class, as in {@link EvaluationCard.PerClass}. */
    public record PerClass(Map<String, Double> thresholds, SegmentationMetrics figures) {}
}
