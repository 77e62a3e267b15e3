package dev.eader.console.live;

import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts one camera's outcomes and how fast they come. Not safe for use by several threads. */
public final class OutcomeCounter {
    static final Duration WINDOW = Duration.ofSeconds(3);

    private final Deque<Long> arrivals = new ArrayDeque<>();
    private long results;
    private long skipped;
    private long failed;

    /**
     * Counts one outcome.
     *
     * @param nanos when it came, on a clock that never goes back
     * @return the counts with it
     */
    OutcomeCounts count(Segmentation segmentation, long nanos) {
        switch (segmentation.getOutcomeCase()) {
            case SKIPPED -> skipped++;
            case FAILED -> failed++;
            default -> results++;
        }
        arrivals.addLast(nanos);
        while (nanos - arrivals.peekFirst() > WINDOW.toNanos()) {
            arrivals.removeFirst();
        }
        return new OutcomeCounts(results, skipped, failed, rate(nanos));
    }

    /** Intervals, not arrivals, over the time they took: right from the second frame on, not only for a full window. */
    private double rate(long nanos) {
        long span = nanos - arrivals.peekFirst();
        return span == 0 ? 0 : (arrivals.size() - 1) * 1e9 / span;
    }
}
