package dev.eader.bench;

import java.util.Arrays;
import java.util.Collection;

/** Exact percentiles of measured values: sorts all values instead of using a histogram. */
final class Percentiles {
    private final double[] sorted;

    /** @throws IllegalStateException if there are no values */
    Percentiles(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalStateException("no frame was measured; increase --seconds");
        }
        sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /**
     * The nearest-rank percentile: the smallest value that at least this share of the values does not exceed.
     *
     * @param share in (0, 1]
     */
    double at(double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(Collection<Double> values) {
        double[] sorted = new Percentiles(values).sorted;
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
