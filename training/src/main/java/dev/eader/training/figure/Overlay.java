package dev.eader.training.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.function.IntBinaryOperator;

/** Blends label maps and attention maps with a picture, at the size of the picture. */
public final class Overlay {
    private static final int IGNORE = 255;
    private static final double OPACITY = .6;
    /** From Sasha Trubetskoy's "List of 20 simple, distinct colors". */
    private static final int[] DISTINCT = {
        0xe6194b, 0x3cb44b, 0xffe119, 0x4363d8, 0xf58231, 0x42d4f4, 0xf032e6, 0xbfef45, 0xfabed4, 0x469990,
        0xdcbeff, 0x9a6324, 0x800000, 0xaaffc3, 0x808000, 0xffd8b1, 0x000075, 0xa9a9a9, 0x911eb4, 0x2a2a2a
    };

    private Overlay() {}

    /**
     * Draws a label map, enlarged with nearest neighbours.
     *
     * @param labels [height * width], row-major: 0 for background (transparent), {@code c + 1} for class {@code c}, 255
     *     for ignored pixels
     */
    public static BufferedImage labels(BufferedImage picture, byte[] labels, int width, int height) {
        return draw(picture, (x, y) -> {
            int row = (int) ((y + .5) * height / picture.getHeight());
            int column = (int) ((x + .5) * width / picture.getWidth());
            int label = labels[row * width + column] & 255;
            int rgb = picture.getRGB(x, y);
            return label == 0 ? rgb : HeatScale.mix(rgb, color(label), OPACITY);
        });
    }

    /**
     * Draws an attention map in the colours of {@link HeatScale}, enlarged bilinearly with half-pixel centres.
     *
     * @param attention [height * width], row-major, in [0, 1]
     */
    public static BufferedImage heat(BufferedImage picture, float[] attention, int width, int height) {
        return draw(picture, (x, y) -> {
            double fromX = clamp((x + .5) * width / picture.getWidth() - .5, width - 1);
            double fromY = clamp((y + .5) * height / picture.getHeight() - .5, height - 1);
            int left = Math.min((int) fromX, Math.max(0, width - 2));
            int top = Math.min((int) fromY, Math.max(0, height - 2));
            int right = Math.min(left + 1, width - 1);
            int bottom = Math.min(top + 1, height - 1);
            double upper = mix(attention[top * width + left], attention[top * width + right], fromX - left);
            double lower = mix(attention[bottom * width + left], attention[bottom * width + right], fromX - left);
            double value = mix(upper, lower, fromY - top);
            return HeatScale.mix(picture.getRGB(x, y), HeatScale.color(value), OPACITY);
        });
    }

    /**
     * @return RGB of a label from 1: twenty distinct colours, then hues at multiples of the golden ratio; white for 255
     */
    public static int color(int label) {
        if (label == IGNORE) {
            return 0xffffff;
        }
        return label <= DISTINCT.length ? DISTINCT[label - 1] : Color.HSBtoRGB(label * .618034f, .9f, 1f) & 0xffffff;
    }

    private static BufferedImage draw(BufferedImage picture, IntBinaryOperator color) {
        BufferedImage out = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < out.getHeight(); y++) {
            for (int x = 0; x < out.getWidth(); x++) {
                out.setRGB(x, y, color.applyAsInt(x, y));
            }
        }
        return out;
    }

    private static double clamp(double value, double max) {
        return Math.max(0, Math.min(value, max));
    }

    private static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
