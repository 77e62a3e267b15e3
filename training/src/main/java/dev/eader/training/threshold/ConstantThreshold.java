package dev.eader.training.threshold;

import java.util.Locale;

/**
 * A threshold that does not depend on the pictures.
 *
 * @param value the threshold
 * @param source origin of the value
 */
public record ConstantThreshold(double value, String source) implements BackgroundCriterion {
    /** The 20 % of the maximum at which Zhou et al. 2016 (section 3.2) cut class activation maps. */
    public static final ConstantThreshold CAM = new ConstantThreshold(.2, "Zhou et al. 2016");
    /** The threshold of a student's maps at which its label map is the argmax of its logits. */
    public static final ConstantThreshold ARGMAX = new ConstantThreshold(.5, "argmax of the logits");

    @Override
    public String description() {
        return String.format(Locale.ROOT, "constant %.2f (%s)", value, source);
    }

    @Override
    public void add(KnownAttention picture) {}

    @Override
    public double[] values() {
        double[] values = new double[Candidates.COUNT];
        for (int t = 0; t < values.length; t++) {
            values[t] = -Math.abs(Candidates.threshold(t) - value);
        }
        return values;
    }

    @Override
    public double threshold() {
        return value;
    }
}
