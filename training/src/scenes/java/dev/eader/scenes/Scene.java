package dev.eader.scenes;

import java.awt.image.BufferedImage;

/**
 * A generated image with its exact label map.
 *
 * @param image RGB image of type {@link BufferedImage#TYPE_INT_RGB}
 * @param labels height x width bytes, rows from the top: 0 is background, {@code c + 1} is class {@code c} of {@link
 *     SceneGenerator#CLASSES}; the front object where objects overlap
 * @throws IllegalArgumentException if the number of labels does not match the image
 */
public record Scene(BufferedImage image, byte[] labels) {

    /** Smallest fraction of the image, in [0,1], that a class must cover to be present. */
    public static final double PRESENT_FRACTION = 0.005;

    public Scene {
        int pixels = image.getWidth() * image.getHeight();
        if (labels.length != pixels) {
            throw new IllegalArgumentException("labels has " + labels.length + " bytes, but the image has " + pixels
                    + " pixels; one byte per pixel is needed");
        }
    }

    /**
     * Returns the image-level labels: for each class of {@link SceneGenerator#CLASSES}, whether it covers at least {@link
     * #PRESENT_FRACTION} of the image.
     */
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
