package dev.eader.training.erasing;

import dev.eader.training.optimisation.RateSchedule;
import dev.eader.training.optimisation.RateSchedule.Decay;

/**
 * Decides which network a step trains, and with which learning rate.
 *
 * @param warmUp number of first steps that train both networks, on whole images, so that neither starts against a trained
 *     opponent
 * @param localizerTurn number of consecutive localizer steps, which alternate with
 * @param adversaryTurn number of consecutive adversary steps
 * @param total number of steps
 * @param power exponent of the polynomial decay of the learning rate; 0 keeps it constant
 * @param decay of the learning rate; null means polynomial, as in runs written before this field existed
 * @param rateWarmUp number of first steps in which the learning rate grows linearly to its full size
 */
public record TurnSchedule(
        int warmUp, int localizerTurn, int adversaryTurn, long total, double power, Decay decay, int rateWarmUp) {
    /** The network or networks that a step trains. */
    public enum Turn {
        BOTH,
        LOCALIZER,
        ADVERSARY
    }

    /** @throws IllegalArgumentException if a turn is negative, or both are 0 */
    public TurnSchedule {
        if (localizerTurn < 0 || adversaryTurn < 0 || localizerTurn + adversaryTurn == 0) {
            throw new IllegalArgumentException(
                    "the turns of localizer and adversary must be at least 0 steps, and one of"
                            + " them above 0, but are " + localizerTurn + " and " + adversaryTurn);
        }
        decay = decay == null ? Decay.POLYNOMIAL : decay;
    }

    /** @param step from 0 */
    public Turn turn(long step) {
        if (step < warmUp) {
            return Turn.BOTH;
        }
        return (step - warmUp) % (localizerTurn + adversaryTurn) < localizerTurn ? Turn.LOCALIZER : Turn.ADVERSARY;
    }

    /** Factor of the learning rate in a step, in (0,1]. */
    public double rateFactor(long step) {
        return new RateSchedule(total, power, decay, rateWarmUp).factor(step);
    }
}
