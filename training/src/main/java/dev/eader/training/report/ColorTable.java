package dev.eader.training.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reduces images with few colours, such as charts, to one byte per pixel. */
final class ColorTable {
    private static final int MAX_COLORS = 256;
    /** Bits of each colour component that are kept; the steps between neighbouring values are invisible in thin lines. */
    private static final int KEPT = 0xf0f0f0;

    private ColorTable() {}

    /** Returns an image with a colour table, or the same image if it has more than 256 distinguishable colours. */
    static BufferedImage indexed(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        Map<Integer, Integer> indices = new HashMap<>();
        int[] colors = new int[MAX_COLORS];
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int rgb = image.getRGB(i % width, i / width) & 0xffffff;
            Integer index = indices.get(rgb & KEPT);
            if (index == null) {
                index = indices.size();
                if (index == MAX_COLORS) {
                    return image;
                }
                indices.put(rgb & KEPT, index);
                // the first of similar colours: white stays white
                colors[index] = rgb;
            }
            pixels[i] = (byte) (int) index;
        }
        IndexColorModel model = new IndexColorModel(
                8, indices.size(), Arrays.copyOf(colors, indices.size()), 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        indexed.getRaster().setDataElements(0, 0, width, height, pixels);
        return indexed;
    }
}
