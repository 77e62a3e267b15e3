package dev.eader.training.erasing;

/**
 * The weights that adversary and localizer share. Shared weights are updated in the steps of both, each with its own learning
 * rate and momentum; the momentum of the other does not change meanwhile. In a localizer step their gradient comes from both
 * passes, of the whole and of the erased image, while the adversary's own classifier stays as it is.
 */
public enum WeightSharing {
    /** Two separate networks. */
    NONE,
    /**
     * Everything except the classifier and the running statistics of batch normalisation, which differ for erased images. The
     * two networks may differ in their stride only.
     */
    BACKBONE,
    /**
     * One network is localizer and adversary: it must not find the erased class in its own erased image. There are no
     * adversary steps. The paper's reference implementation shares weights in this way.
     */
    ALL
}
