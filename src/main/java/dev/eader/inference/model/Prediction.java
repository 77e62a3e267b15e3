package dev.eader.inference.model;

import dev.eader.image.maps.PixelLabels;

/**
 * What a model says about one image.
 *
 * @param scores for each class, in [0, 1]
 * @param attention for each class its attention map, {@code rows * columns} values in [0, 1], row by row
 * @param rows height of the attention maps
 * @param columns width of the attention maps
 * @param labelMap at the size of the model's input
 */
public record Prediction(float[] scores, float[][] attention, int rows, int columns, PixelLabels labelMap) {}
