package dev.eader.inference.model;

import dev.eader.image.Size;
import java.util.List;

/**
 * What a model file says about itself, and its identity.
 *
 * @param name the model's own name, whatever it is served as
 * @param version the model's version
 * @param sha256 SHA-256 of the file, 64 lower-case hexadecimal digits: its identity, which stands on every result
 * @param classes names of the classes; label {@code c + 1} of a label map is class {@code c}. At most 255
 * @param scoreThreshold score from which on a class counts as present, in [0, 1]
 * @param backgroundThreshold attention below which a pixel is background, in [0, 1]
 * @param inputSize long side of the model's input in pixels, a multiple of {@value #SIDE_STEP}
 * @param stride pixels of the input for each element of the attention maps, a power of two
 * @param card the model's card as JSON: where it comes from and what it was measured to do
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

    /** Both sides of a model's input are multiples of this, the largest stride of a network. */
    public static final int SIDE_STEP = 32;

    public ModelDescription {
        classes = List.copyOf(classes);
    }

    /**
     * The size to which an image is scaled for this model: its long side is {@link #inputSize}, its short side keeps the
     * aspect ratio to the nearest multiple of {@value #SIDE_STEP}, halves up, and is at least that.
     *
     * @throws IllegalArgumentException if a side is not positive
     */
    public Size inputSizeOf(int imageWidth, int imageHeight) {
        if (imageWidth < 1 || imageHeight < 1) {
            throw new IllegalArgumentException("An image has positive sides, not " + imageWidth + "x" + imageHeight);
        }
        long longSide = Math.max(imageWidth, imageHeight);
        long shortSide = Math.min(imageWidth, imageHeight);
        long steps = (2L * inputSize * shortSide + SIDE_STEP * longSide) / (2L * SIDE_STEP * longSide);
        int rounded = (int) Math.max(1, steps) * SIDE_STEP;
        return imageWidth >= imageHeight ? new Size(inputSize, rounded) : new Size(rounded, inputSize);
    }
}
