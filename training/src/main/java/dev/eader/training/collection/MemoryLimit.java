package dev.eader.training.collection;

import java.util.concurrent.Semaphore;

/** Limits how many bytes parallel tasks use in sum. A task that needs more than the limit runs alone. Thread-safe. */
final class MemoryLimit {
    private static final long UNIT = 1 << 20;

    private final int units;
    private final Semaphore free;

    MemoryLimit(long bytes) {
        units = (int) Math.max(1, bytes / UNIT);
        free = new Semaphore(units, true);
    }

    /** A reservation of memory, which {@link #close} returns. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until the bytes are available. */
    Reservation reserve(long bytes) {
        int needed = (int) Math.min(units, 1 + bytes / UNIT);
        free.acquireUninterruptibly(needed);
        return () -> free.release(needed);
    }
}
