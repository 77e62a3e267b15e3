package dev.eader.scenes;

import java.util.SplittableRandom;

/** The texture of felt: a brightness pattern that repeats every 256 texels. */
final class FeltTexture {

    private static final int SIDE = 256;
    private static final byte[] TEXELS = noise();

    private FeltTexture() {}

    /** Returns the colour {@code rgb} with the brightness of texel (u, v); u and v may be any integers. */
    static int shade(int rgb, int u, int v) {
        int factor = 256 + TEXELS[(v & SIDE - 1) * SIDE + (u & SIDE - 1)];
        int red = Math.min(255, (rgb >> 16 & 255) * factor >> 8);
        int green = Math.min(255, (rgb >> 8 & 255) * factor >> 8);
        int blue = Math.min(255, (rgb & 255) * factor >> 8);
        return red << 16 | green << 8 | blue;
    }

    /** Returns noise at three scales (2, 8 and 32 texels) with a standard deviation of about 5/256. */
    private static byte[] noise() {
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
