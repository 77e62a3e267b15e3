package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.eader.training.attention.Refinement;
import java.util.List;
import java.util.Map;

/**
 * The accuracy of a model on a data set and the thresholds it was measured with; stored as {@code card.json} and in the
 * metadata of exported models.
 *
 * @param split split of the data set
 * @param images number of images
 * @param fingerprint fingerprint of the images
 * @param masks {@value #NO_MASKS} if the images have image-level labels only; else null
 * @param longSide long side of the network's input at scale 1, in pixels
 * @param scoreThreshold score at or above which a class is predicted to be present, in [0, 1]
 * @param backgroundThreshold attention at or below which a pixel is background, in [0, 1]; the same in both modes
 * @param labelsGiven accuracy with known image-level labels, as in the paper (Stammes et al. 2020); null without masks
 * @param labelsPredicted accuracy with the labels that the scores predict, as in the service; null without masks
 * @param labelAccuracy share of the (image, class) pairs whose label was predicted correctly, in percent
 * @param classification accuracy of the predicted image-level labels; null in older cards
 * @param thresholds how the thresholds were chosen; null in older cards
 * @param curve mean IoU by background threshold; null without masks
 * @param scales factors of the long side whose maps were summed
 * @param flip whether the maps of mirrored images were added
 * @param perClass accuracy with a background threshold for each class; null if not measured
 * @param refinement refinement of the maps; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EvaluationCard(
        String split,
        int images,
        String fingerprint,
        String masks,
        int longSide,
        double scoreThreshold,
        double backgroundThreshold,
        SegmentationMetrics labelsGiven,
        SegmentationMetrics labelsPredicted,
        double labelAccuracy,
        ClassificationMetrics classification,
        Thresholds thresholds,
        List<Point> curve,
        List<Double> scales,
        boolean flip,
        PerClass perClass,
        Refinement refinement) {

    /** Value of {@link #masks} of cards without measurements in pixels. */
    public static final String NO_MASKS = "none";

    /**
     * How the thresholds of a card were chosen.
     *
     * @param candidates background thresholds by other criteria, for comparison; empty with masks
     */
    public record Thresholds(String scoreCriterion, String backgroundCriterion, List<Choice> candidates) {}

    /** A background threshold and the criterion that chooses it. */
    public record Choice(String criterion, double threshold) {}

    /** Mean IoU in percent at a background threshold. */
    public record Point(double threshold, double labelsGiven, double labelsPredicted) {}

    /**
     * Accuracy with a background threshold for each class: the label of a pixel is {@code argmax_c (A_c - t_c)} if that
     * maximum is positive, and else background. The thresholds are fitted to these images and may overfit them.
     *
     * @param thresholds the t_c by class name; the same in both modes
     */
    public record PerClass(
            Map<String, Double> thresholds, SegmentationMetrics labelsGiven, SegmentationMetrics labelsPredicted) {}

    /** Older cards have no scales, which means the single scale 1. */
    public EvaluationCard {
        scales = scales == null ? List.of(1.) : scales;
    }

    /** Whether the accuracy in pixels was measured. */
    public boolean hasMasks() {
        return !NO_MASKS.equals(masks);
    }

    /**
     * Checks that the accuracy in pixels was measured.
     *
     * @param file of the card
     * @throws IllegalArgumentException if the card was made without masks
     */
    public void requireMasks(Object file) {
        if (!hasMasks()) {
            throw new IllegalArgumentException(
                    file + " was evaluated without masks, so that it has no mIoU; run `evaluate"
                            + " RUN --voc FOLDER` with a folder that has masks in SegmentationClass");
        }
    }

    /** @param refinement refinement that was applied to the measured maps; null for none */
    public EvaluationCard refinedBy(Refinement refinement) {
        return new EvaluationCard(
                split,
                images,
                fingerprint,
                masks,
                longSide,
                scoreThreshold,
                backgroundThreshold,
                labelsGiven,
                labelsPredicted,
                labelAccuracy,
                classification,
                thresholds,
                curve,
                scales,
                flip,
                perClass,
                refinement);
    }
}
