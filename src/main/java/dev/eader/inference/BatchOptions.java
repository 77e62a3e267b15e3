package dev.eader.inference;

import java.time.Duration;

/**
 * How images are put together in batches.
 *
 * @param size images in a batch at most
 * @param maxWait how long an incomplete batch may wait for more images of its shape, counted from its oldest image
 * @param runs batches that are run at once
 * @param timeout how long an image may take from its submission to its prediction
 */
public record BatchOptions(int size, Duration maxWait, int runs, Duration timeout) {

    /** One batch at a time. */
    public BatchOptions(int size, Duration maxWait, Duration timeout) {
        this(size, maxWait, 1, timeout);
    }

    /** @throws IllegalArgumentException naming the option that is out of its range */
    public BatchOptions {
        if (size < 1) {
            throw new IllegalArgumentException("eader.inference.batch-size is at least 1, not " + size);
        }
        if (runs < 1) {
            throw new IllegalArgumentException("eader.inference.runs is at least 1, not " + runs);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("eader.inference.batch-wait is not negative, as " + maxWait + " is");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("eader.inference.timeout is positive, not " + timeout);
        }
    }
}
