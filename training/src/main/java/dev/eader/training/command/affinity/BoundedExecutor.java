package dev.eader.training.command.affinity;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks on a fixed number of threads and keeps at most twice as many tasks unfinished. Used by one thread. */
final class BoundedExecutor implements AutoCloseable {
    private final ExecutorService workers;
    private final CompletionService<Void> tasks;
    private final int limit;
    private int unfinished;

    BoundedExecutor(int threads) {
        workers = Executors.newFixedThreadPool(threads);
        tasks = new ExecutorCompletionService<>(workers);
        limit = 2 * threads;
    }

    /**
     * Submits a task; waits while too many are unfinished.
     *
     * @throws RuntimeException if an earlier task failed with it
     */
    void submit(Callable<Void> task) throws IOException {
        if (unfinished == limit) {
            join();
        }
        tasks.submit(task);
        unfinished++;
    }

    /** Waits until all tasks have ended. */
    void joinAll() throws IOException {
        while (unfinished > 0) {
            join();
        }
    }

    private void join() throws IOException {
        unfinished--;
        try {
            tasks.take().get();
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
