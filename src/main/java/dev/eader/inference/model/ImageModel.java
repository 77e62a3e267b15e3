package dev.eader.inference.model;

import java.util.List;

/** A model that segments images. Implementations are thread-safe. */
public interface ImageModel extends AutoCloseable {

    ModelDescription description();

    /**
     * Segments a batch.
     *
     * @param inputs at least one image, all of one width and height
     * @return one prediction for each input, in the same order
     * @throws IllegalArgumentException if there is no input, or the inputs differ in shape or do not fit the model's
     *     classes
     * @throws ModelException if the model fails or an output is not a finite number
     */
    List<Prediction> predict(List<ModelInput> inputs);

    @Override
    void close();
}
