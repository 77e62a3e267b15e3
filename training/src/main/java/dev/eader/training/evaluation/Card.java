package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Card(
        String split,
        int images,
        String fingerprint,
        int longSide,
        double scoreThreshold,
        double backgroundThreshold,
        Figures labelsGiven,
        Figures labelsPredicted,
        double labelAccuracy,
        List<Point> curve,
        List<Double> scales,
        boolean flip) {

    /** Cards of before there were scales are of one. */
    public Card {
        scales = scales == null ? List.of(1.) : scales;
    }

    /**
     * All in percent.
     *
     * @param bestThreshold the background threshold at which this mode alone would be best
     * @param bestMeanIou and how good
     */
    public record Figures(
            double meanIou,
            Map<String, Double> iou,
            double meanPrecision,
            double meanRecall,
            double bestThreshold,
            double bestMeanIou) {

        static Figures of(ThresholdSweep sweep, int step, List<String> classes) {
            ConfusionMatrix matrix = sweep.at(step);
            Map<String, Double> iou = new TreeMap<>();
            double precision = 0;
            double recall = 0;
            for (int label = 0; label < matrix.labels(); label++) {
                iou.put(label == 0 ? "background" : classes.get(label - 1), percent(matrix.iou(label)));
                precision += matrix.precision(label) / matrix.labels();
                recall += matrix.recall(label) / matrix.labels();
            }
            int best = 0;
            for (int other = 0; other < ThresholdSweep.STEPS; other++) {
                best = sweep.at(other).meanIou() > sweep.at(best).meanIou() ? other : best;
            }
            return new Figures(
                    percent(matrix.meanIou()),
                    iou,
                    percent(precision),
                    percent(recall),
                    ThresholdSweep.threshold(best),
                    percent(sweep.at(best).meanIou()));
        }
    }

    /** One point of the threshold curve, in percent. */
    public record Point(double threshold, double labelsGiven, double labelsPredicted) {}

    static double percent(double share) {
        return Math.round(share * 10_000) / 100.;
    }
}
