package dev.eader.inference.model;

import java.util.Arrays;

/** Plain pictures for the tiny model. */
public final class ModelInputs {
    private ModelInputs() {}

    /** A picture of one colour, each part 0 to 255, whose classes are decided by score. */
    public static ModelInput plain(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return ModelInput.byScore(width, height, rgb, TinyModel.CLASSES.size());
    }

    public static ModelInput grey(int width, int height, int value) {
        byte[] rgb = new byte[width * height * 3];
        Arrays.fill(rgb, (byte) value);
        return ModelInput.byScore(width, height, rgb, TinyModel.CLASSES.size());
    }
}
