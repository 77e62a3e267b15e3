package dev.eader.inference.model;

import java.util.List;

/** A model that segments images: what the batcher and the registry need of one. */
public interface ImageModel extends AutoCloseable {

    /** What answers. */
    ModelDescription description();

    /**
     * Segments a batch. The result has one prediction for each input, in the same order.
     *
     * @param inputs at least one image, all of one width and height
     * @throws IllegalArgumentException if there is none, they differ in shape or do not fit the model's classes
     * @throws ModelException if the model fails or answers with something that is not a number
     */
    List<Prediction> predict(List<ModelInput> inputs);

    @Override
    void close();
}
