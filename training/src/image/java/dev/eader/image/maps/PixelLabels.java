package dev.eader.image.maps;

import dev.eader.image.Size;

/**
 * A label map: the class of each pixel.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param labels height x width unsigned bytes, rows from the top: 0 is background, c+1 is class c; not copied
 * @throws IllegalArgumentException if the number of bytes does not match the size
 */
public record PixelLabels(int width, int height, byte[] labels) {
    public PixelLabels {
        if (labels.length != new Size(width, height).pixels()) {
            throw new IllegalArgumentException("a label map of " + width + "x" + height
                    + " needs 1 byte per pixel, but has " + labels.length + " bytes");
        }
    }

    public Size size() {
        return new Size(width, height);
    }

    /** Returns the label, 0 to 255, at column x and row y. */
    public int label(int x, int y) {
        return labels[y * width + x] & 0xff;
    }

    /** Resizes by nearest neighbour with half-pixel centres: each pixel takes the label under its centre. */
    public PixelLabels resizeNearest(Size target) {
        if (target.equals(size())) {
            return this;
        }
        int[] columns = new int[target.width()];
        for (int x = 0; x < columns.length; x++) {
            columns[x] = sourceIndex(x, target.width(), width);
        }
        byte[] resized = new byte[Math.toIntExact(target.pixels())];
        int filledFrom = -1;
        for (int y = 0; y < target.height(); y++) {
            int from = sourceIndex(y, target.height(), height);
            int row = y * target.width();
            if (from == filledFrom) {
                System.arraycopy(resized, row - target.width(), resized, row, target.width());
            } else {
                for (int x = 0; x < columns.length; x++) {
                    resized[row + x] = labels[from * width + columns[x]];
                }
                filledFrom = from;
            }
        }
        return new PixelLabels(target.width(), target.height(), resized);
    }

    /** Returns floor((i + 0.5) * from / to), computed in integers. */
    private static int sourceIndex(int i, int to, int from) {
        return (int) ((2L * i + 1) * from / (2L * to));
    }
}
