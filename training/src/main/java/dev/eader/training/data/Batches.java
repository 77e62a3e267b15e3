package dev.eader.training.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Prepares the endless sequence of training batches on background threads. A batch depends on its number and the seed only
 * ({@link Epochs}), so a resumed run continues with the batches that the uninterrupted run would have used.
 *
 * <p>One thread at a time may call its methods.
 *
 * @param <B> a batch
 */
public final class Batches<B> implements AutoCloseable {
    private static final int PREPARED = 4;
    private static final int THREADS = 2;

    private final Epochs epochs;
    private final Function<List<Draw>, B> assembler;
    private final ExecutorService workers;
    private final Deque<Future<B>> prepared = new ArrayDeque<>();
    private long next;
    private long waitedNanos;

    /**
     * One image of a batch.
     *
     * @param index of the image in the dataset, from 0
     * @param seed of its random augmentation
     */
    public record Draw(int index, long seed) {}

    /**
     * @param first number of the first batch, from 0
     * @param assembler makes a batch of the drawn images; it is called by several threads at once
     */
    public Batches(Epochs epochs, long first, Function<List<Draw>, B> assembler) {
        this.epochs = epochs;
        this.assembler = assembler;
        next = first;
        workers = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "batches");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Number of batches in an epoch. */
    public int perEpoch() {
        return epochs.perEpoch();
    }

    /**
     * Waits for the next batch.
     *
     * @throws DatasetException if a file of the batch cannot be read or is invalid
     */
    public B next() {
        while (prepared.size() < PREPARED) {
            long number = next++;
            prepared.add(workers.submit(() -> assembler.apply(draws(number))));
        }
        long start = System.nanoTime();
        try {
            return prepared.remove().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DatasetException reason
                    ? reason
                    : new IllegalStateException("a batch could not be prepared: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } finally {
            waitedNanos += System.nanoTime() - start;
        }
    }

    private List<Draw> draws(long number) {
        List<Integer> indices = epochs.batch(number);
        List<Draw> draws = new ArrayList<>();
        for (int place = 0; place < indices.size(); place++) {
            draws.add(new Draw(indices.get(place), epochs.seed(number, place)));
        }
        return draws;
    }

    /** Total time that {@link #next} has waited, in nanoseconds. */
    public long waitedNanos() {
        return waitedNanos;
    }

    /** Stops the background threads; batches that are not yet prepared are cancelled. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
