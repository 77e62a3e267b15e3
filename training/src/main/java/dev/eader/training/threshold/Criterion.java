package dev.eader.training.threshold;

import ai.djl.ndarray.NDManager;

/** The criteria by the names that options accept. */
public enum Criterion {
    CONSTANT,
    AGREEMENT,
    ERASING,
    CONTRAST,
    OTSU;

    /**
     * @param constant value of {@link #CONSTANT}
     * @param manager for computations on pictures
     * @param scorer classifier for {@link #ERASING}
     */
    public BackgroundCriterion create(ConstantThreshold constant, NDManager manager, ClassScorer scorer) {
        return switch (this) {
            case CONSTANT -> constant;
            case AGREEMENT -> new EdgeAgreement(manager);
            case ERASING -> new ErasingEvidence(scorer);
            case CONTRAST -> new EdgeContrast();
            case OTSU -> new OtsuThreshold();
        };
    }
}
