package dev.eader.inference.model;

import java.util.Arrays;
import java.util.Locale;

/**
 * One image as a model takes it. The arrays are neither copied nor may they be changed afterwards.
 *
 * @param width in pixels, a multiple of {@value ModelDescription#SIDE_STEP}
 * @param height in pixels, a multiple of {@value ModelDescription#SIDE_STEP}
 * @param rgb {@code height * width * 3} bytes, row by row, red first
 * @param present for each class of the model {@link #BY_SCORE}, {@link #ABSENT} or {@link #PRESENT}
 */
public record ModelInput(int width, int height, byte[] rgb, float[] present) {

    /** The model decides by its score whether the class is there. */
    public static final float BY_SCORE = -1;
    /** The class is known not to be in the image. */
    public static final float ABSENT = 0;
    /** The class is known to be in the image. */
    public static final float PRESENT = 1;

    /** @throws IllegalArgumentException if sides, length of {@code rgb} or a value of {@code present} break the rules above */
    public ModelInput {
        int step = ModelDescription.SIDE_STEP;
        if (width < step || height < step || width % step != 0 || height % step != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The sides of a model's input are positive multiples of %d, not %dx%d",
                    step,
                    width,
                    height));
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "An image of %dx%d has %d bytes of RGB, not %d",
                    width,
                    height,
                    3L * width * height,
                    rgb.length));
        }
        for (float value : present) {
            if (value != BY_SCORE && value != ABSENT && value != PRESENT) {
                throw new IllegalArgumentException("present is -1 (by score), 0 (absent) or 1 (present), not " + value);
            }
        }
    }

    /** An image of which no label is known: the model decides every one of {@code classes} classes by its score. */
    public static ModelInput byScore(int width, int height, byte[] rgb, int classes) {
        float[] present = new float[classes];
        Arrays.fill(present, BY_SCORE);
        return new ModelInput(width, height, rgb, present);
    }
}
