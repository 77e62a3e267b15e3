package dev.eader.training.threshold;

/**
 * Variance between foreground and background of the highest attention of each pixel (Otsu 1979), pooled over all
 * pictures.
 */
public final class OtsuThreshold implements BackgroundCriterion {
    private static final int BINS = 256;

    private final double[] histogram = new double[BINS];

    @Override
    public String description() {
        return "variance of attention between foreground and background (Otsu 1979)";
    }

    @Override
    public void add(KnownAttention picture) {
        float[] highest = picture.highest();
        for (float value : highest) {
            // each picture has the same weight, whatever its size
            histogram[(int) Math.min(BINS - 1., value * BINS)] += 1. / highest.length;
        }
    }

    @Override
    public double[] values() {
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            values[t] = between(Candidates.threshold(t));
        }
        return values;
    }

    private double between(double threshold) {
        double[] weight = new double[2];
        double[] sum = new double[2];
        for (int bin = 0; bin < BINS; bin++) {
            double value = (bin + .5) / BINS;
            int side = value > threshold ? 1 : 0;
            weight[side] += histogram[bin];
            sum[side] += histogram[bin] * value;
        }
        if (weight[0] == 0 || weight[1] == 0) {
            return 0;
        }
        double difference = sum[1] / weight[1] - sum[0] / weight[0];
        double all = weight[0] + weight[1];
        return weight[0] / all * weight[1] / all * difference * difference;
    }
}
