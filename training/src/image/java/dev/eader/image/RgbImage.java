package dev.eader.image;

/**
 * An RGB image with 8 bits per channel.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param pixels height x width x 3 bytes (R, G, B), rows from the top, without padding; not copied
 * @throws IllegalArgumentException if the number of bytes does not match the size
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public RgbImage {
        if (pixels.length != 3 * new Size(width, height).pixels()) {
            throw new IllegalArgumentException("an RGB image of " + width + "x" + height
                    + " needs 3 bytes per pixel, but has " + pixels.length + " bytes");
        }
    }

    public Size size() {
        return new Size(width, height);
    }
}
