package dev.eader.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Assigns images to batches: each epoch contains every image once, in a new random order. A batch depends only on the seed
 * and its number, so a resumed run gets the same batches as an uninterrupted run. Immutable and thread-safe.
 *
 * @param size number of images
 * @param batch images per batch; the remainder of an epoch is omitted
 */
public record Epochs(int size, int batch, long seed) {
    /** @throws IllegalArgumentException if the batch is not 1 to {@code size} images */
    public Epochs {
        if (batch < 1 || batch > size) {
            throw new IllegalArgumentException(
                    "the batch must be 1 to " + size + " (number of images), but is " + batch);
        }
    }

    /** Returns the number of batches per epoch. */
    public int perEpoch() {
        return size / batch;
    }

    /**
     * Returns the indices of the images of a batch.
     *
     * @param number number of the batch since the start of training, from 0
     */
    public List<Integer> batch(long number) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed * 31 + number / perEpoch()));
        int start = (int) (number % perEpoch()) * batch;
        return order.subList(start, start + batch);
    }

    /** Returns the random seed for the augmentation of the image at a position of a batch. */
    public long seed(long number, int position) {
        return seed * 1_000_003 + number * batch + position;
    }
}
