package dev.eader.training.affinity;

/** The value of background, with which the classes compete after the random walk. */
public sealed interface Background {

    /**
     * The same value everywhere, for maps that are scaled to a maximum of 1 after the walk.
     *
     * @param threshold in (0,1)
     */
    record Constant(double threshold) implements Background {
        @Override
        public String toString() {
            return Double.toString(threshold);
        }
    }

    /**
     * The background of AffinityNet (Ahn &amp; Kwak 2018): {@code (1 - max_c A_c)^alpha}, propagated like the classes. A larger
     * alpha gives less background.
     *
     * @param alpha above 0
     */
    record Power(double alpha) implements Background {
        @Override
        public String toString() {
            return "alpha:" + alpha;
        }
    }

    /**
     * Parses a threshold such as {@code 0.3}, or {@code alpha:16}.
     *
     * @throws IllegalArgumentException if the text is neither, or its number is out of range
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
            // reported below
        }
        throw new IllegalArgumentException(
                "background must be a threshold above 0 and below 1, such as 0.3, or alpha:A with"
                        + " A above 0, such as alpha:16; but is '" + text + "'");
    }
}
