package dev.eader.training.erasing;

/**
 * What of its weights the adversary shares with the localizer.
 *
 * <p>Shared weights belong to both players. Each moves them in its own turn, at its own rate and with its own momentum, so
 * in the turns of one the momentum of the other rests. In the localizer's turn their gradient comes through both
 * passes: of the whole image, and of the erased one, where the adversary's own classifier stays as it is.
 */
public enum Sharing {
    /** Two networks. */
    NONE,
    /**
     * All but the classifier and the running statistics of batch normalisation, which for erased images are others. Both
     * networks must be the same up to their stride.
     */
    BACKBONE,
    /**
     * One network plays both: it is to find in an erased image nothing of what was erased. This is what sharing means in
     * the reference implementation; there is no adversary to have a turn.
     */
    ALL
}
