package dev.eader.console.live;

import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts one camera's outcomes and measures their rate. Not thread-safe. */
final class OutcomeCounter {
    static final Duration WINDOW = Duration.ofSeconds(3);

    private final Deque<Long> arrivals = new ArrayDeque<>();
    private long results;
    private long skipped;
    private long failed;

    /**
     * Adds one outcome.
     *
     * @param nanos arrival time on a monotonic clock
     * @return the counts including this outcome
     */
    OutcomeCounts add(Segmentation segmentation, long nanos) {
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

    /** Intervals per second in the window. Counting intervals is exact from the second frame on, before the window is full. */
    private double rate(long nanos) {
        long span = nanos - arrivals.peekFirst();
        return span == 0 ? 0 : (arrivals.size() - 1) * 1e9 / span;
    }
}
