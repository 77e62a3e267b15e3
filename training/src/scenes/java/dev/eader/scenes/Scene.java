package dev.eader.scenes;

import java.awt.image.BufferedImage;

/**
 * A generated picture with its exact masks.
 *
 * @param image RGB, 8 bits a channel ({@link BufferedImage#TYPE_INT_RGB})
 * @param labels one byte a pixel, row-major, as many as the image has pixels: 0 is background, {@code c + 1} is class
 *     {@code c} of {@link SceneGenerator#CLASSES}; where objects overlap, the one in front
 */
public record Scene(BufferedImage image, byte[] labels) {

    /** The smallest part of the picture, in [0, 1], that a class must cover to count as present. */
    public static final double PRESENT_FRACTION = 0.005;

    public Scene {
        int pixels = image.getWidth() * image.getHeight();
        if (labels.length != pixels) {
            throw new IllegalArgumentException("labels has " + labels.length + " bytes, but the image has " + pixels
                    + " pixels: one byte a pixel is needed");
        }
    }

    /** The image-level labels: for each class of {@link SceneGenerator#CLASSES}, whether enough of it is to be seen. */
    public boolean[] present() {
        int[] area = new int[SceneGenerator.CLASSES.size() + 1];
        for (byte label : labels) {
            area[label]++;
        }
        boolean[] present = new boolean[SceneGenerator.CLASSES.size()];
        for (int c = 0; c < present.length; c++) {
            present[c] = area[c + 1] >= PRESENT_FRACTION * labels.length;
        }
        return present;
    }
}
