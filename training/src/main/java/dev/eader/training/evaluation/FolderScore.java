package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * How good a folder of label maps or attention files was found to be; labels are given.
 *
 * @param of {@code labels} or {@code attention}
 * @param images how many
 * @param fingerprint of the images
 * @param backgroundThreshold that attention had to exceed, the best on these images; null for labels
 * @param figures with unsure pixels as background
 * @param unsure share of the pixels that are unsure, in percent; null for attention
 * @param whereSure with unsure pixels left out; null where there are none
 * @param curve the threshold curve of attention; null for labels
 * @param perClass with a background threshold for each class; null where none were searched for
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

    /** One point of the threshold curve, in percent. */
    public record Point(double threshold, double meanIou) {}

    /** As {@link EvaluationCard.PerClass} has it. */
    public record PerClass(Map<String, Double> thresholds, SegmentationMetrics figures) {}
}
