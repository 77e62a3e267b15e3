package dev.eader.training.threshold;

/** Rates the background thresholds of {@link Candidates} without masks. Not thread-safe. */
public interface BackgroundCriterion {
    /** Sentence fragment for cards and messages that states what is maximised. */
    String description();

    /** Adds the attention of one picture. */
    void add(KnownAttention picture);

    /** @return a value for each candidate; the highest is the choice */
    double[] values();

    /** The threshold with the highest value, in [{@value Candidates#MIN}, {@value Candidates#MAX}]. */
    default double threshold() {
        return Candidates.best(values());
    }
}
