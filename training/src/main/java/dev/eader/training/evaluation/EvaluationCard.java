package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.eader.training.attention.Refinement;
import java.util.List;
import java.util.Map;

/**
 * How good a localizer was found to be, with the thresholds that this holds for.
 *
 * @param images how many
 * @param fingerprint of these images
 * @param longSide that they were scaled to, in pixels
 * @param scoreThreshold at which a class counts as present, where labels are predicted
 * @param backgroundThreshold that attention must exceed; one for both modes
 * @param labelsGiven with the image-level labels known, as the paper has it
 * @param labelsPredicted with the classes whose score reaches the threshold, as a stream has it
 * @param labelAccuracy share of the (image, class) pairs whose label was predicted right
 * @param curve points of the threshold curve
 * @param scales of the long side whose maps were summed
 * @param flip whether each was also mirrored
 * @param perClass with a background threshold for each class; null where none were searched for
 * @param refinement that the maps went through; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EvaluationCard(
        String split,
        int images,
        String fingerprint,
        int longSide,
        double scoreThreshold,
        double backgroundThreshold,
        SegmentationMetrics labelsGiven,
        SegmentationMetrics labelsPredicted,
        double labelAccuracy,
        List<Point> curve,
        List<Double> scales,
        boolean flip,
        PerClass perClass,
        Refinement refinement) {

    /** One point of the threshold curve, in percent. */
    public record Point(double threshold, double labelsGiven, double labelsPredicted) {}

    /**
     * The label is that of the class whose attention exceeds its threshold by most: {@code argmax_c (A_c - t_c)}, background
     * where none exceeds. Fitted to these images like the single threshold, with as many more chances to fit them too well.
     *
     * @param thresholds of each class by name; one set for both modes
     */
    public record PerClass(
            Map<String, Double> thresholds, SegmentationMetrics labelsGiven, SegmentationMetrics labelsPredicted) {}

    /** Cards of before there were scales are of one. */
    public EvaluationCard {
        scales = scales == null ? List.of(1.) : scales;
    }

    /** @param refinement that the source of the measured maps applied; null for none */
    public EvaluationCard refinedBy(Refinement refinement) {
        return new EvaluationCard(
                split,
                images,
                fingerprint,
                longSide,
                scoreThreshold,
                backgroundThreshold,
                labelsGiven,
                labelsPredicted,
                labelAccuracy,
                curve,
                scales,
                flip,
                perClass,
                refinement);
    }
}
