package dev.eader.inference;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Images in the order they came, taken in batches of one model and one shape: always the batch of the oldest image. */
final class BatchQueue {
    private final int batchSize;
    private final long waitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PendingImage> images = new ArrayDeque<>();
    private boolean closed;

    BatchQueue(int batchSize, Duration wait) {
        this.batchSize = batchSize;
        this.waitNanos = wait.toNanos();
    }

    /** Whether the image was taken, which it is unless the queue is closed. */
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
     * Waits for an image, then within its budget for more that go with it, and takes them out; empty once the queue is
     * closed. The oldest image always goes first, whatever its shape: a shape that is rare does not starve. Images that
     * are too late go first of all, together, so that they take nobody's place in a batch.
     */
    List<PendingImage> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (images.isEmpty()) {
                    changed.await();
                    continue;
                }
                List<PendingImage> late = images.stream()
                        .filter(image -> image.tooLate().getAsBoolean())
                        .toList();
                if (!late.isEmpty()) {
                    images.removeAll(late);
                    return late;
                }
                List<PendingImage> batch = batchOf(images.getFirst());
                long left = waitNanos - images.getFirst().age().toNanos();
                if (batch.size() == batchSize || left <= 0) {
                    images.removeAll(batch);
                    return batch;
                }
                changed.awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<PendingImage> batchOf(PendingImage oldest) {
        List<PendingImage> batch = new ArrayList<>(batchSize);
        for (PendingImage image : images) {
            if (batch.size() < batchSize && image.goesWith(oldest)) {
                batch.add(image);
            }
        }
        return batch;
    }

    /** Takes one image out, and says whether it was still there. */
    boolean remove(PendingImage image) {
        lock.lock();
        try {
            return images.remove(image);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more images and gives back those that are waiting. */
    List<PendingImage> close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            List<PendingImage> left = List.copyOf(images);
            images.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
