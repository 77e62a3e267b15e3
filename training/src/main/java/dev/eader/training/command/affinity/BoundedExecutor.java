package dev.eader.training.command.affinity;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on a fixed number of threads with a queue of the same length. If the queue is full, the submitting thread runs
 * the task. Used by one thread.
 */
final class BoundedExecutor implements AutoCloseable {
    private final Deque<Future<?>> submitted = new ArrayDeque<>();
    private final ThreadPoolExecutor workers;

    BoundedExecutor(int threads) {
        workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** @throws RuntimeException if an earlier task failed with it */
    void submit(Callable<?> task) throws IOException {
        while (!submitted.isEmpty() && submitted.peek().isDone()) {
            join(submitted.remove());
        }
        submitted.add(workers.submit(task));
    }

    /** Waits until all tasks have ended. */
    void joinAll() throws IOException {
        while (!submitted.isEmpty()) {
            join(submitted.remove());
        }
    }

    private static void join(Future<?> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a task", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
