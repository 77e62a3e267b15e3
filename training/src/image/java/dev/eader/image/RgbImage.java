package dev.eader.image;

/**
 * A picture as the model takes it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels height x width x 3 bytes: R, G, B of each pixel, rows from the top, no padding
 * @throws IllegalArgumentException when the bytes do not fit the size
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public RgbImage {
        if (pixels.length != 3 * new Size(width, height).pixels()) {
            throw new IllegalArgumentException(
                    "an RGB image of " + width + "x" + height + " does not have " + pixels.length + " bytes");
        }
    }

    public Size size() {
        return new Size(width, height);
    }
}
