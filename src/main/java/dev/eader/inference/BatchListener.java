package dev.eader.inference;

import java.time.Duration;

/** Is notified of each successful batch, on the thread that ran it. Exceptions are logged and otherwise ignored. */
@FunctionalInterface
public interface BatchListener {
    /**
     * @param size number of images in the batch
     * @param inferred duration of the inference run
     */
    void onBatch(int size, Duration inferred);
}
