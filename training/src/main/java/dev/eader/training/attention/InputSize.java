package dev.eader.training.attention;

/**
 * Size to which an image is scaled for a network, in pixels: both sides are multiples of 32.
 */
public record InputSize(int width, int height) {
    private static final int MULTIPLE = 32;

    /**
     * Scales an image's size so that its long side has the given length, and rounds both sides to the nearest multiple of 32, at
     * least 32.
     */
    public static InputSize of(int width, int height, int longSide) {
        double scale = (double) longSide / Math.max(width, height);
        return new InputSize(round(width * scale), round(height * scale));
    }

    private static int round(double side) {
        return Math.max(1, (int) Math.round(side / MULTIPLE)) * MULTIPLE;
    }
}
