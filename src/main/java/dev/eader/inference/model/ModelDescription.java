package dev.eader.inference.model;

import dev.eader.image.Size;
import java.util.List;

/**
 * The metadata of a model file. Immutable.
 *
 * @param name name in the file, which may differ from the name under which the model is served
 * @param version version in the file
 * @param sha256 SHA-256 of the file as 64 lower-case hexadecimal digits; identifies the model in every result
 * @param classes names of the 1 to 255 classes; class {@code c} has the label {@code c + 1}
 * @param scoreThreshold score at or above which a class counts as present, in [0, 1]
 * @param backgroundThreshold attention at or below which a pixel is background, in [0, 1]
 * @param inputSize long side of the model's input in pixels, a multiple of {@value #SIDE_STEP}
 * @param stride width and height, in input pixels, of an element of the attention maps: a power of two, at most {@value
 *     #SIDE_STEP}
 * @param card the model's card, a JSON object: its training and its measured accuracy
 */
public record ModelDescription(
        String name,
        String version,
        String sha256,
        List<String> classes,
        float scoreThreshold,
        float backgroundThreshold,
        int inputSize,
        int stride,
        String card) {

    /** Width and height of a model's input are multiples of this number of pixels, the largest stride of a network. */
    public static final int SIDE_STEP = 32;

    public ModelDescription {
        classes = List.copyOf(classes);
    }

    /**
     * Computes the size to which an image must be scaled for this model. The long side is {@link #inputSize}; the short
     * side keeps the aspect ratio, rounded half up to a multiple of {@value #SIDE_STEP}, and is at least
     * {@value #SIDE_STEP}.
     *
     * @param imageWidth in pixels
     * @param imageHeight in pixels
     * @throws IllegalArgumentException if a side is not positive
     */
    public Size inputSizeOf(int imageWidth, int imageHeight) {
        if (imageWidth < 1 || imageHeight < 1) {
            throw new IllegalArgumentException(
                    "Width and height of an image must be positive, but are " + imageWidth + "x" + imageHeight);
        }
        long longSide = Math.max(imageWidth, imageHeight);
        long shortSide = Math.min(imageWidth, imageHeight);
        long steps = (2L * inputSize * shortSide + SIDE_STEP * longSide) / (2L * SIDE_STEP * longSide);
        int rounded = (int) Math.max(1, steps) * SIDE_STEP;
        return imageWidth >= imageHeight ? new Size(inputSize, rounded) : new Size(rounded, inputSize);
    }
}
