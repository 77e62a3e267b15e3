package dev.eader.inference.model;

import java.util.Arrays;

/**
 * The inputs of a model for one image. The arrays are not copied and must not be modified.
 *
 * @param width in pixels, a multiple of {@value ModelDescription#SIDE_STEP}
 * @param height in pixels, a multiple of {@value ModelDescription#SIDE_STEP}
 * @param rgb [height, width, 3] bytes: row-major, red, green, blue
 * @param present [classes]: {@link #BY_SCORE}, {@link #ABSENT} or {@link #PRESENT} for each class of the model
 */
public record ModelInput(int width, int height, byte[] rgb, float[] present) {

    /** The model decides by its score whether the class is in the image. */
    public static final float BY_SCORE = -1;
    /** The class is known not to be in the image. */
    public static final float ABSENT = 0;
    /** The class is known to be in the image. */
    public static final float PRESENT = 1;

    /**
     * @throws IllegalArgumentException if the sides, the length of {@code rgb} or a value of {@code present} is invalid
     */
    public ModelInput {
        int step = ModelDescription.SIDE_STEP;
        if (width < step || height < step || width % step != 0 || height % step != 0) {
            throw new IllegalArgumentException("Width and height of a model's input must be positive multiples of "
                    + step + ", but are " + width + "x" + height);
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("An image of " + width + "x" + height + " must have "
                    + 3L * width * height + " bytes of RGB, but has " + rgb.length);
        }
        for (float value : present) {
            if (value != BY_SCORE && value != ABSENT && value != PRESENT) {
                throw new IllegalArgumentException(
                        "present must be -1 (by score), 0 (absent) or 1 (present), but is " + value);
            }
        }
    }

    /** Creates an input without known labels: the model decides by its scores which of the classes are in the image. */
    public static ModelInput byScore(int width, int height, byte[] rgb, int classes) {
        float[] present = new float[classes];
        Arrays.fill(present, BY_SCORE);
        return new ModelInput(width, height, rgb, present);
    }
}
