package dev.eader.training.attention;

/** What a picture is scaled to for the network: the long side as asked, both sides multiples of 32. */
public record InputSize(int width, int height) {
    private static final int MULTIPLE = 32;

    public static InputSize of(int width, int height, int longSide) {
        double scale = (double) longSide / Math.max(width, height);
        return new InputSize(round(width * scale), round(height * scale));
    }

    private static int round(double side) {
        return Math.max(1, (int) Math.round(side / MULTIPLE)) * MULTIPLE;
    }
}
