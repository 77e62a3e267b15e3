package dev.eader.inference;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A first-in, first-out queue of images that hands out batches. All images of a batch have the same model and shape;
 * the oldest image always is in the next batch, so images of a rare shape do not starve. Thread-safe.
 */
final class BatchQueue {
    private final int batchSize;
    private final long waitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PendingImage> images = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param batchSize maximum number of images in a batch
     * @param wait maximum time that the oldest image waits for others, counted from its submission
     */
    BatchQueue(int batchSize, Duration wait) {
        this.batchSize = batchSize;
        this.waitNanos = wait.toNanos();
    }

    /** @return whether the image was added; false if the queue is closed */
    boolean offer(PendingImage image) {
        lock.lock();
        try {
            if (!closed) {
                images.add(image);
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return images.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until a batch is complete, or its oldest image has waited long enough, and removes it. Stale images are
     * returned before all others, in a batch of their own, so that they do not use up places of a batch that will run.
     *
     * @return the batch; empty once the queue is closed
     */
    List<PendingImage> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (images.isEmpty()) {
                    changed.await();
                    continue;
                }
                List<PendingImage> stale = images.stream()
                        .filter(image -> image.isStale().getAsBoolean())
                        .toList();
                if (!stale.isEmpty()) {
                    images.removeAll(stale);
                    return stale;
                }
                List<PendingImage> batch = batchOf(images.getFirst());
                long remaining = waitNanos - images.getFirst().age().toNanos();
                if (batch.size() == batchSize || remaining <= 0) {
                    images.removeAll(batch);
                    return batch;
                }
                changed.awaitNanos(remaining);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<PendingImage> batchOf(PendingImage oldest) {
        List<PendingImage> batch = new ArrayList<>(batchSize);
        for (PendingImage image : images) {
            if (batch.size() < batchSize && image.fitsBatchOf(oldest)) {
                batch.add(image);
            }
        }
        return batch;
    }

    /** @return whether the image was still queued */
    boolean remove(PendingImage image) {
        lock.lock();
        try {
            return images.remove(image);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the queue and wakes up all callers of {@link #take}.
     *
     * @return the images that were still queued
     */
    List<PendingImage> close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            List<PendingImage> remaining = List.copyOf(images);
            images.clear();
            return remaining;
        } finally {
            lock.unlock();
        }
    }
}
