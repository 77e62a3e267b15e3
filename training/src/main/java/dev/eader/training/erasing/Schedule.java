package dev.eader.training.erasing;

/**
 * Whose turn it is, and how fast to learn.
 *
 * @param warmUp steps in which both learn at once on whole images, so that neither meets the other as a beginner
 * @param localizerTurn steps of the localizer in a row, then
 * @param adversaryTurn steps of the adversary in a row
 * @param total steps
 * @param power of the polynomial decay of the learning rate; 0 keeps it constant
 * @param decay of the learning rate; polynomial unless given
 * @param rateWarmUp steps in which the rate grows to its full size, linearly (Goyal et al. 2017); beside the decay
 */
public record Schedule(
        int warmUp, int localizerTurn, int adversaryTurn, long total, double power, Decay decay, int rateWarmUp) {
    public enum Turn {
        BOTH,
        LOCALIZER,
        ADVERSARY
    }

    /** What is left of the rate after a share s of all steps. */
    public enum Decay {
        /** {@code (1 - s)^power} */
        POLYNOMIAL,
        /** {@code (1 + cos(pi s)) / 2} (Loshchilov and Hutter 2017, without restarts) */
        COSINE,
        CONSTANT
    }

    public Schedule {
        if (localizerTurn < 0 || adversaryTurn < 0 || localizerTurn + adversaryTurn == 0) {
            throw new IllegalArgumentException("turns of " + localizerTurn + " and " + adversaryTurn
                    + " steps: neither may be negative, and one must be above 0");
        }
        // runs from before there was a choice
        decay = decay == null ? Decay.POLYNOMIAL : decay;
    }

    public Turn turn(long step) {
        if (step < warmUp) {
            return Turn.BOTH;
        }
        return (step - warmUp) % (localizerTurn + adversaryTurn) < localizerTurn ? Turn.LOCALIZER : Turn.ADVERSARY;
    }

    /** The share of the learning rate that a step learns with, in (0,1]. */
    public double rate(long step) {
        double done = (double) step / total;
        double left =
                switch (decay) {
                    case POLYNOMIAL -> Math.pow(1 - done, power);
                    case COSINE -> (1 + Math.cos(Math.PI * done)) / 2;
                    case CONSTANT -> 1;
                };
        return step < rateWarmUp ? left * (step + 1) / rateWarmUp : left;
    }
}
