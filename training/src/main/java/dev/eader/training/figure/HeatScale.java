package dev.eader.training.figure;

/**
 * Maps values in [0, 1] to colours from dark blue over green to dark red: nine colours of Google's Turbo colour map.
 */
public final class HeatScale {
    private static final int[] STOPS = {
        0x30123b, 0x4662d7, 0x36aaf9, 0x1ae4b6, 0x72fe5e, 0xc7ef34, 0xfaba39, 0xf66b19, 0x7a0403
    };

    private HeatScale() {}

    /** @return RGB, interpolated linearly; values outside [0, 1] are clamped */
    public static int color(double value) {
        double at = Math.max(0, Math.min(1, value)) * (STOPS.length - 1);
        int from = Math.min((int) at, STOPS.length - 2);
        return mix(STOPS[from], STOPS[from + 1], at - from);
    }

    /** @param share share of the second colour, in [0, 1] */
    static int mix(int a, int b, double share) {
        int mixed = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            double value = (a >> shift & 255) * (1 - share) + (b >> shift & 255) * share;
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }
}
