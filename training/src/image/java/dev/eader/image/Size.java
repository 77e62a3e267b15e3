package dev.eader.image;

/**
 * The size of an image.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @throws IllegalArgumentException if width or height is less than 1
 */
public record Size(int width, int height) {
    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "width and height must be at least 1 pixel, but are " + width + "x" + height);
        }
    }

    /** Returns width times height, without overflow. */
    public long pixels() {
        return (long) width * height;
    }

    /** Returns this size with width and height exchanged. */
    public Size transposed() {
        return new Size(height, width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
