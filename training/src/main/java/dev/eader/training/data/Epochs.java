package dev.eader.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which pictures are in which batch: every picture once an epoch in a new order, as a function of the seed and the batch's
 * number alone. So a run that resumes at step n sees what the unbroken run would have seen.
 *
 * @param size pictures
 * @param batch of them in a step; what an epoch has left over is left out
 */
public record Epochs(int size, int batch, long seed) {
    /** @throws IllegalArgumentException when a batch is empty, or more than there is */
    public Epochs {
        if (batch < 1 || batch > size) {
            throw new IllegalArgumentException("a batch of " + batch + " from a dataset of " + size + " pictures");
        }
    }

    /** Batches. */
    public int perEpoch() {
        return size / batch;
    }

    /** The pictures of a batch. */
    public List<Integer> batch(long number) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed * 31 + number / perEpoch()));
        int start = (int) (number % perEpoch()) * batch;
        return order.subList(start, start + batch);
    }

    /** Of all that is drawn for the picture in this place of a batch. */
    public long seed(long number, int place) {
        return seed * 1_000_003 + number * batch + place;
    }
}
