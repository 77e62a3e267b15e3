package dev.eader.image;

/**
 * Width and height in pixels, each at least 1.
 *
 * @throws IllegalArgumentException when either is less than 1
 */
public record Size(int width, int height) {
    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size needs at least 1x1 pixels, found " + width + "x" + height);
        }
    }

    /** Width times height; fits for any two ints. */
    public long pixels() {
        return (long) width * height;
    }

    /** Height for width. */
    public Size transposed() {
        return new Size(height, width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
