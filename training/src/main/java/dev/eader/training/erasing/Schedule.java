package dev.eader.training.erasing;

/**
 * Whose turn it is.
 *
 * @param warmUp steps in which both learn at once on whole images, so that neither meets the other as a beginner
 * @param localizerTurn steps of the localizer in a row, then
 * @param adversaryTurn steps of the adversary in a row
 * @param total steps
 * @param power of the polynomial decay of the learning rate; 0 keeps it constant
 */
public record Schedule(int warmUp, int localizerTurn, int adversaryTurn, long total, double power) {
    public enum Turn {
        BOTH,
        LOCALIZER,
        ADVERSARY
    }

    public Turn turn(long step) {
        if (step < warmUp) {
            return Turn.BOTH;
        }
        return (step - warmUp) % (localizerTurn + adversaryTurn) < localizerTurn ? Turn.LOCALIZER : Turn.ADVERSARY;
    }

    /** What is left of the learning rate, in (0,1]. */
    public double rate(long step) {
        return Math.pow(1 - (double) step / total, power);
    }
}
