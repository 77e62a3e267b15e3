package dev.eader.inference;

import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.Prediction;
import java.time.Duration;

/**
 * The prediction for one image, with its timings.
 *
 * @param model the model that made the prediction
 * @param queued time from the submission of the image to the start of its batch
 * @param inferred duration of the inference run of the whole batch
 * @param batchSize number of images in the batch
 */
public record BatchedPrediction(
        Prediction prediction, ModelDescription model, Duration queued, Duration inferred, int batchSize) {}
