package dev.eader.inference;

import java.time.Duration;

/** Hears of every batch that a model answered, on the thread that runs them. */
@FunctionalInterface
public interface BatchListener {
    /**
     * @param size images in the batch
     * @param inferred how long the model took
     */
    void onBatch(int size, Duration inferred);
}
