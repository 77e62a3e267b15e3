package dev.eader.inference.model;

import dev.eader.image.maps.PixelLabels;

/**
 * The outputs of a model for one image. The arrays are not copied and must not be modified.
 *
 * @param scores [classes], in [0, 1]
 * @param attention [classes][rows * columns], row-major, in [0, 1]: one attention map for each class
 * @param rows height of the attention maps: the input height divided by the model's stride
 * @param columns width of the attention maps: the input width divided by the model's stride
 * @param labelMap a label for each pixel of the model's input: 0 for background, {@code c + 1} for class {@code c}
 */
public record Prediction(float[] scores, float[][] attention, int rows, int columns, PixelLabels labelMap) {}
