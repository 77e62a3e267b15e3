package dev.eader.training.optimisation;

/**
 * Decay and warm-up of the learning rate.
 *
 * @param total number of steps
 * @param power exponent of the polynomial decay; 0 keeps the rate constant
 * @param warmUp number of first steps in which the rate grows linearly to its full size (Goyal et al. 2017), multiplied
 *     with the decay
 */
public record RateSchedule(long total, double power, Decay decay, int warmUp) {

    /** Factor of the rate after a share s of all steps. */
    public enum Decay {
        /** {@code (1 - s)^power} */
        POLYNOMIAL,
        /** {@code (1 + cos(pi s)) / 2} (Loshchilov and Hutter 2017, without restarts) */
        COSINE,
        /** 1 */
        CONSTANT
    }

    /** Polynomial decay without warm-up. */
    public static RateSchedule polynomial(long total, double power) {
        return new RateSchedule(total, power, Decay.POLYNOMIAL, 0);
    }

    /**
     * @param step from 0 to {@code total - 1}
     * @return factor of the learning rate in this step, in (0,1]
     */
    public double factor(long step) {
        double done = (double) step / total;
        double factor =
                switch (decay) {
                    case POLYNOMIAL -> Math.pow(1 - done, power);
                    case COSINE -> (1 + Math.cos(Math.PI * done)) / 2;
                    case CONSTANT -> 1;
                };
        return step < warmUp ? factor * (step + 1) / warmUp : factor;
    }
}
