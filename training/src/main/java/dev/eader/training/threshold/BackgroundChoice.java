package dev.eader.training.threshold;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;

/**
 * A chosen background threshold; stored as {@code background.json} beside the pseudo-labels that it made.
 *
 * @param criterion description of the criterion
 * @param threshold in [0, 1]
 * @param pictures number of pictures that it was chosen on
 * @param candidates value of the criterion at each candidate
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackgroundChoice(String criterion, double threshold, int pictures, List<Point> candidates) {
    /** Value of the criterion at a threshold. */
    public record Point(double threshold, double value) {}

    /** @param pictures number of pictures that were added to the criterion */
    public static BackgroundChoice of(BackgroundCriterion criterion, int pictures) {
        double[] values = criterion.values();
        List<Point> points = new ArrayList<>();
        for (int t = 0; t < values.length; t++) {
            points.add(new Point(Candidates.threshold(t), values[t]));
        }
        return new BackgroundChoice(criterion.description(), criterion.threshold(), pictures, points);
    }
}
