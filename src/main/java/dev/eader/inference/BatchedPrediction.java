package dev.eader.inference;

import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.Prediction;
import java.time.Duration;

/**
 * The prediction for one image, and how it came about.
 *
 * @param model the model that answered
 * @param queued from the submission of the image to the start of its batch
 * @param inferred how long the model took for the batch
 * @param batchSize images in the batch
 */
public record BatchedPrediction(
        Prediction prediction, ModelDescription model, Duration queued, Duration inferred, int batchSize) {}
