package dev.eader.inference.model;

import java.util.Arrays;

/** Creates inputs of one colour for {@link TinyModel}; the model decides by score which classes are present. */
public final class ModelInputs {
    private ModelInputs() {}

    /** Takes colour values from 0 to 255. */
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
