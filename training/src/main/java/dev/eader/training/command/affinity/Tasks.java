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

/** Tasks on several threads; whoever submits more than these can take does one itself. */
public final class Tasks implements AutoCloseable {
    private final Deque<Future<?>> submitted = new ArrayDeque<>();
    private final ThreadPoolExecutor workers;

    public Tasks(int threads) {
        workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** @throws RuntimeException that an earlier task ended with */
    public void submit(Callable<?> task) throws IOException {
        while (!submitted.isEmpty() && submitted.peek().isDone()) {
            finish(submitted.remove());
        }
        submitted.add(workers.submit(task));
    }

    /** Waits for all. */
    public void await() throws IOException {
        while (!submitted.isEmpty()) {
            finish(submitted.remove());
        }
    }

    private static void finish(Future<?> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
