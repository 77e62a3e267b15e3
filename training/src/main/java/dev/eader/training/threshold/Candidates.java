package dev.eader.training.threshold;

import java.util.stream.IntStream;

/** Background thresholds to choose from: 0.05, 0.1 .. 0.6. */
public final class Candidates {
    public static final double MIN = .05;
    public static final double MAX = .6;
    public static final int COUNT = 12;
    private static final double STEP = (MAX - MIN) / (COUNT - 1);

    private static final double[] THRESHOLDS = IntStream.range(0, COUNT)
            .mapToDouble(index -> Math.round(100 * (MIN + index * STEP)) / 100.)
            .toArray();

    private Candidates() {}

    /** @param index in [0, {@value #COUNT}) */
    public static double threshold(int index) {
        return THRESHOLDS[index];
    }

    /**
     * The threshold at the maximum of the parabola through the highest value and its two neighbours, rounded to
     * hundredths; the candidate itself at either end.
     *
     * @param values of the candidates
     */
    public static double best(double[] values) {
        int best = IntStream.range(0, COUNT)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
        double shift = 0;
        if (best > 0 && best < COUNT - 1) {
            double curvature = values[best - 1] - 2 * values[best] + values[best + 1];
            shift = curvature < 0 ? (values[best - 1] - values[best + 1]) / (2 * curvature) : 0;
        }
        return Math.round(100 * (threshold(best) + shift * STEP)) / 100.;
    }
}
