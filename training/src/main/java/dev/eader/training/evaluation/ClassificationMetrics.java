package dev.eader.training.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * Accuracy of the predicted image-level labels, in percent.
 *
 * @param meanAveragePrecision mean over the classes that occur
 * @param meanF1 mean over the classes that occur, at the score threshold of the card
 * @param classes metrics by class name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClassificationMetrics(double meanAveragePrecision, double meanF1, Map<String, OfClass> classes) {

    /**
     * Metrics of one class.
     *
     * @param pictures number of pictures with this class
     * @param averagePrecision area under the curve of precision over recall; null without pictures
     * @param precision TP / (TP + FP) at the score threshold; 0 if the class was never predicted
     * @param recall TP / (TP + FN) at the score threshold; null without pictures
     * @param f1 harmonic mean of both; null without pictures
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OfClass(int pictures, Double averagePrecision, double precision, Double recall, Double f1) {}
}
