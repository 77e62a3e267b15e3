package dev.eader.bench;

import java.util.Arrays;
import java.util.Collection;

/** Percentiles of everything that was measured: sorted values, no histogram and so no rounding. */
final class Percentiles {
    private final double[] sorted;

    /** @throws IllegalStateException when nothing was measured */
    Percentiles(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured: give the run more --seconds");
        }
        sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /**
     * The smallest value that at least this share of the values does not exceed (nearest rank).
     *
     * @param share above 0, at most 1
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
