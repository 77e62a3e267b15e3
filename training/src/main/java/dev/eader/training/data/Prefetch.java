package dev.eader.training.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** An endless sequence whose elements are functions of their number alone, made ahead on other threads. */
public final class Prefetch<T> implements AutoCloseable {
    private static final int AHEAD = 4;
    private static final int THREADS = 2;

    private final LongFunction<T> make;
    private final ExecutorService workers;
    private final Deque<Future<T>> ahead = new ArrayDeque<>();
    private long next;
    private long waited;

    /**
     * @param make is called on several threads at once
     * @param first the number to begin with
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

    /** @throws DatasetException as the element's making threw it: a file that is wrong is the user's to see */
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
                    : new IllegalStateException("a batch could not be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a batch was made", e);
        } finally {
            waited += System.nanoTime() - start;
        }
    }

    /** How long {@link #next} has waited in all, in nanoseconds: the share of a step that loading costs. */
    public long waitedNanos() {
        return waited;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
