package dev.eader.training.report;

import dev.eader.training.evaluation.Evaluation;
import java.util.Arrays;

/**
 * The predicted labels of a picture beside its given labels.
 *
 * @param index of the picture in its data set
 * @param given [classes] labels of the data set
 * @param predicted [classes] classes whose score reaches the threshold
 * @param scores [classes], in [0,1]
 * @param margins [classes] distance of each score from the threshold, as a share of the largest possible distance
 */
record ScoredPicture(int index, boolean[] given, boolean[] predicted, float[] scores, double[] margins) {

    static ScoredPicture of(int index, float[] labels, float[] scores, double threshold) {
        double[] margins = new double[scores.length];
        for (int c = 0; c < scores.length; c++) {
            double distance = scores[c] - threshold;
            double possible = distance < 0 ? threshold : 1 - threshold;
            margins[c] = possible > 0 ? Math.abs(distance) / possible : 0;
        }
        return new ScoredPicture(
                index,
                Evaluation.presentClasses(labels, .5),
                Evaluation.presentClasses(scores, threshold),
                scores,
                margins);
    }

    boolean isCorrect() {
        return Arrays.equals(given, predicted);
    }

    boolean hasPrediction() {
        for (boolean isPredicted : predicted) {
            if (isPredicted) {
                return true;
            }
        }
        return false;
    }

    /** Smallest margin of any class, in [0,1]: how far the least certain label is from changing. */
    double certainty() {
        return Arrays.stream(margins).min().orElse(0);
    }

    /** Largest margin of any class that is predicted wrongly, in [0,1]; 0 if all are right. */
    double error() {
        double largest = 0;
        for (int c = 0; c < given.length; c++) {
            largest = given[c] == predicted[c] ? largest : Math.max(largest, margins[c]);
        }
        return largest;
    }

    /** The class with the highest score. */
    int topClass() {
        int top = 0;
        for (int c = 1; c < scores.length; c++) {
            top = scores[c] > scores[top] ? c : top;
        }
        return top;
    }
}
