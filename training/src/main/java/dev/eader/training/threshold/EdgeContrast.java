package dev.eader.training.threshold;

import dev.eader.training.data.Pixels;

/**
 * Mean difference in colour across the contour of the foreground, over all contours of all pictures, in units of the mean
 * difference of the picture.
 */
public final class EdgeContrast implements BackgroundCriterion {
    /** Distance between the two compared pixels, as a share of the long side. */
    private static final double DISTANCE = 1 / 40.;

    private final double[] contrast = new double[Candidates.COUNT];
    private final double[] contour = new double[Candidates.COUNT];

    @Override
    public String description() {
        return "colour contrast across the contour of the foreground";
    }

    @Override
    public void add(KnownAttention picture) {
        Pixels image = picture.pixels();
        float[] highest = picture.highest();
        int distance = Math.max(1, (int) (DISTANCE * Math.max(image.width(), image.height())));
        double[] sum = new double[Candidates.COUNT];
        double[] count = new double[Candidates.COUNT];
        double total = 0;
        int pairs = 0;
        for (int y = 0; y + distance < image.height(); y++) {
            for (int x = 0; x + distance < image.width(); x++) {
                int at = y * image.width() + x;
                for (int other : new int[] {at + distance, at + distance * image.width()}) {
                    double difference = difference(image.rgb(), at, other);
                    total += difference;
                    pairs++;
                    float low = Math.min(highest[at], highest[other]);
                    float high = Math.max(highest[at], highest[other]);
                    int first = (int) Math.max(0, Math.ceil((low - Candidates.MIN) / .05 - 1e-6));
                    for (int t = first; t < Candidates.COUNT && Candidates.threshold(t) < high; t++) {
                        sum[t] += difference;
                        count[t]++;
                    }
                }
            }
        }
        for (int t = 0; t < sum.length && total > 0; t++) {
            contrast[t] += sum[t] / (total / pairs) / distance;
            contour[t] += count[t] / distance;
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
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            values[t] = contour[t] == 0 ? 0 : contrast[t] / contour[t];
        }
        return values;
    }
}
