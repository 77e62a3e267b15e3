package dev.eader.inference;

import java.time.Duration;

/**
 * Options of batching.
 *
 * @param size maximum number of images in a batch, at least 1
 * @param maxWait maximum time that an incomplete batch waits for more images of the same shape, counted from the
 *     submission of its oldest image; not negative
 * @param runs maximum number of batches that run concurrently, at least 1
 * @param timeout maximum time from the submission of an image to its prediction; positive
 */
public record BatchOptions(int size, Duration maxWait, int runs, Duration timeout) {

    /** Creates options for one batch at a time. */
    public BatchOptions(int size, Duration maxWait, Duration timeout) {
        this(size, maxWait, 1, timeout);
    }

    /** @throws IllegalArgumentException if a value is out of range; the message names the {@code eader.*} option */
    public BatchOptions {
        check(size >= 1, "batch-size must be at least 1", size);
        check(runs >= 1, "runs must be at least 1", runs);
        check(!maxWait.isNegative(), "batch-wait must not be negative", maxWait);
        check(!timeout.isNegative() && !timeout.isZero(), "timeout must be positive", timeout);
    }

    private static void check(boolean valid, String rule, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("eader.inference." + rule + ", but is " + value);
        }
    }
}
