package dev.eader.training.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Computes the elements of an endless sequence ahead of time on two background threads. Element n depends only on n. Not
 * thread-safe.
 */
public final class Prefetch<T> implements AutoCloseable {
    private static final int AHEAD = 4;
    private static final int THREADS = 2;

    private final LongFunction<T> make;
    private final ExecutorService workers;
    private final Deque<Future<T>> ahead = new ArrayDeque<>();
    private long next;
    private long waited;

    /**
     * @param make computes an element from its number; called on several threads at once
     * @param first number of the first element
     */
    public Prefetch(LongFunction<T> make, long first) {
        this.make = make;
        next = first;
        workers = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "batches");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Returns the next element; waits until it is computed.
     *
     * @throws DatasetException if computing the element threw it
     */
    public T next() {
        while (ahead.size() < AHEAD) {
            long number = next++;
            ahead.add(workers.submit(() -> make.apply(number)));
        }
        long start = System.nanoTime();
        try {
            return ahead.remove().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DatasetException reason
                    ? reason
                    : new IllegalStateException("a batch could not be prepared: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } finally {
            waited += System.nanoTime() - start;
        }
    }

    /** Returns the total time that {@link #next} has waited, in nanoseconds. */
    public long waitedNanos() {
        return waited;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
