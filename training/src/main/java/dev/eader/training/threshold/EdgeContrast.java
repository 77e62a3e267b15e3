package dev.eader.training.threshold;

import dev.eader.training.data.Pixels;

/**
 * Colour contrast across the contour of the foreground: the sum over its length of the difference in colour, in units of
 * the mean difference of the picture, minus 1. Contours at weaker than average edges count negative, so that neither a
 * long contour nor a short one is best by itself.
 */
public final class EdgeContrast implements BackgroundCriterion {
    /** Distance between the two compared pixels, as a share of the long side. */
    private static final double DISTANCE = 1 / 40.;

    private final double[] sums = new double[Candidates.COUNT];

    @Override
    public String description() {
        return "colour contrast along the contour of the foreground";
    }

    @Override
    public void add(KnownAttention picture) {
        Pixels image = picture.pixels();
        float[] highest = picture.highest();
        int longSide = Math.max(image.width(), image.height());
        int distance = Math.max(1, (int) Math.round(DISTANCE * longSide));
        double[] sum = new double[Candidates.COUNT];
        long[] count = new long[Candidates.COUNT];
        double total = 0;
        long pairs = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int at = y * image.width() + x;
                for (int direction = 0; direction < 2; direction++) {
                    boolean isInside = direction == 0 ? x + distance < image.width() : y + distance < image.height();
                    if (!isInside) {
                        continue;
                    }
                    int other = at + distance * (direction == 0 ? 1 : image.width());
                    double difference = difference(image.rgb(), at, other);
                    total += difference;
                    pairs++;
                    for (int t = 0; t < Candidates.COUNT; t++) {
                        double threshold = Candidates.threshold(t);
                        if (highest[at] > threshold != highest[other] > threshold) {
                            sum[t] += difference;
                            count[t]++;
                        }
                    }
                }
            }
        }
        for (int t = 0; t < sum.length && total > 0; t++) {
            sums[t] += (sum[t] * pairs / total - count[t]) / longSide;
        }
    }

    private static double difference(byte[] rgb, int a, int b) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.abs((rgb[3 * a + c] & 255) - (rgb[3 * b + c] & 255));
        }
        return sum;
    }

    @Override
    public double[] values() {
        return sums.clone();
    }
}
