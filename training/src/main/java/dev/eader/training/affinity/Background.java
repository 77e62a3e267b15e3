package dev.eader.training.affinity;

/** How strong the background is against the classes after a walk. */
public sealed interface Background {

    /** The same everywhere, against maps that are stretched to a maximum of 1 after the walk. */
    record Constant(double threshold) implements Background {
        @Override
        public String toString() {
            return Double.toString(threshold);
        }
    }

    /** PSA's: {@code (1 - max_c A_c)^alpha}, which walks as the classes do. The larger alpha, the less background. */
    record Power(double alpha) implements Background {
        @Override
        public String toString() {
            return "alpha:" + alpha;
        }
    }

    /**
     * Reads {@code 0.3} or {@code alpha:16}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Background of(String text) {
        try {
            boolean power = text.startsWith("alpha:");
            double value = Double.parseDouble(power ? text.substring("alpha:".length()) : text);
            if (power && value > 0) {
                return new Power(value);
            } else if (!power && value > 0 && value < 1) {
                return new Constant(value);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "a background is a threshold in (0,1), as 0.3, or alpha:A with A above 0, as alpha:16; not " + text);
    }
}
