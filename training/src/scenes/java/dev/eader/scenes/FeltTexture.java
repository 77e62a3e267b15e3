package dev.eader.scenes;

import java.util.SplittableRandom;

/** The cloth's texture: a brightness pattern that repeats every 256 texels. */
final class FeltTexture {

    private static final int SIDE = 256;
    private static final byte[] TEXELS = weave();

    private FeltTexture() {}

    /** The colour {@code rgb} as the cloth shows it at texel (u, v), any integers. */
    static int shade(int rgb, int u, int v) {
        int factor = 256 + TEXELS[(v & SIDE - 1) * SIDE + (u & SIDE - 1)];
        int red = Math.min(255, (rgb >> 16 & 255) * factor >> 8);
        int green = Math.min(255, (rgb >> 8 & 255) * factor >> 8);
        int blue = Math.min(255, (rgb & 255) * factor >> 8);
        return red << 16 | green << 8 | blue;
    }

    /** Noise at three scales, from fibres to blotches, with a standard deviation near 5 of 256. */
    private static byte[] weave() {
        SplittableRandom random = new SplittableRandom(7);
        double[] sum = new double[SIDE * SIDE];
        for (int cell = 2; cell <= 32; cell *= 4) {
            int cells = SIDE / cell;
            double[] knots = random.doubles((long) cells * cells, -1, 1).toArray();
            for (int i = 0; i < sum.length; i++) {
                double x = i % SIDE / (double) cell;
                double y = i / SIDE / (double) cell;
                int left = (int) x;
                int top = (int) y;
                int right = (left + 1) % cells;
                int bottom = (top + 1) % cells;
                double upper = mix(knots[top * cells + left], knots[top * cells + right], x - left);
                double lower = mix(knots[bottom * cells + left], knots[bottom * cells + right], x - left);
                sum[i] += 10 * mix(upper, lower, y - top);
            }
        }
        byte[] texels = new byte[sum.length];
        for (int i = 0; i < sum.length; i++) {
            texels[i] = (byte) Math.round(sum[i]);
        }
        return texels;
    }

    private static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }
}
