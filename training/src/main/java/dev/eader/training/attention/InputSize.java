package dev.eader.training.attention;

/**
 * The size to which a picture is scaled for a network. Both sides are multiples of 32, the largest stride of a network.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record InputSize(int width, int height) {
    private static final int MULTIPLE = 32;

    /** Scales to a long side of about {@code longSide} pixels; both sides are rounded to the nearest multiple of 32. */
    public static InputSize of(int width, int height, int longSide) {
        double scale = (double) longSide / Math.max(width, height);
        return new InputSize(round(width * scale), round(height * scale));
    }

    private static int round(double side) {
        return Math.max(1, (int) Math.round(side / MULTIPLE)) * MULTIPLE;
    }
}
