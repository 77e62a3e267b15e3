package dev.eader.training.affinity;

import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.DatasetException;
import dev.eader.training.evaluation.LabelFile;
import dev.eader.training.network.Plane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The endless sequence of crops with the labels of their cells, made ahead on other threads. Batch n is a function of the
 * seed and n alone. What is sure of a picture is asked once and kept.
 */
public final class AffinityBatches implements AutoCloseable {
    private static final int AHEAD = 4;

    private final Dataset dataset;
    private final ConfidentAreas areas;
    private final Settings settings;
    private final Augmentation colors;
    private final Plane cells;
    private final Map<Integer, LabelFile> known = new ConcurrentHashMap<>();
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    private final ExecutorService workers;
    private long next;

    /**
     * @param batch crops a step
     * @param size of a crop, in pixels; a multiple of 32
     * @param inputSize long side that pictures are thought to be scaled to, as the walk will scale them
     * @param zoom how far the scale strays from that, either way: a factor of at least 1
     * @param color how far brightness, contrast and saturation may stray from 1, in [0,1)
     */
    public record Settings(int batch, int size, int inputSize, double zoom, double color, long seed) {
        /** @throws IllegalArgumentException naming what is out of range */
        public Settings {
            if (size < 32 || size % 32 != 0 || inputSize < 32 || inputSize % 32 != 0) {
                throw new IllegalArgumentException(
                        "crops and input sizes are multiples of 32, not %d and %d".formatted(size, inputSize));
            }
            if (zoom < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "a zoom of at least 1 and a batch of at least 1, not " + zoom + " and " + batch);
            }
        }
    }

    /** {@code pixels} [size, 3, side, side] in [0,1]; {@code labels} [size, rows, columns] as in {@link ConfidentAreas}. */
    public record Batch(int size, int side, float[] pixels, byte[] labels) {}

    /**
     * @param cells where the cells of the network's features lie in a crop
     * @param first the number of the batch to begin with
     */
    public AffinityBatches(Dataset dataset, ConfidentAreas areas, Settings settings, Plane cells, long first) {
        if (settings.batch() > dataset.size()) {
            throw new IllegalArgumentException(
                    "a batch of " + settings.batch() + " from a dataset of " + dataset.size() + " pictures");
        }
        this.dataset = dataset;
        this.areas = areas;
        this.settings = settings;
        this.cells = cells;
        colors = new Augmentation(settings.size(), 1, settings.color());
        next = first;
        workers = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "affinity-batches");
            thread.setDaemon(true);
            return thread;
        });
    }

    public int perEpoch() {
        return dataset.size() / settings.batch();
    }

    /** @throws DatasetException when a picture or what is sure of it cannot be read */
    public Batch next() {
        while (ahead.size() < AHEAD) {
            long number = next++;
            ahead.add(workers.submit(() -> make(number)));
        }
        try {
            return ahead.remove().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DatasetException reason
                    ? reason
                    : new IllegalStateException("a batch could not be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a batch was made", e);
        }
    }

    private Batch make(long number) {
        int size = settings.batch();
        int side = settings.size();
        List<Integer> order = order(number / perEpoch());
        int start = (int) (number % perEpoch()) * size;
        float[] pixels = new float[size * 3 * side * side];
        byte[] labels = new byte[size * cells.size()];
        for (int i = 0; i < size; i++) {
            int index = order.get(start + i);
            Sample sample = dataset.sample(index);
            SplittableRandom random = new SplittableRandom(settings.seed() * 1_000_003 + number * size + i);
            Crop crop = Crop.random(sample.pixels(), side, settings.inputSize(), settings.zoom(), random);
            float[] picture = crop.pixels(sample.pixels());
            colors.recolor(picture, random);
            LabelFile sure = known.computeIfAbsent(index, unknown -> areas.of(sample));
            System.arraycopy(picture, 0, pixels, i * picture.length, picture.length);
            System.arraycopy(crop.labels(sample.pixels(), sure, cells), 0, labels, i * cells.size(), cells.size());
        }
        return new Batch(size, side, pixels, labels);
    }

    private List<Integer> order(long epoch) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(settings.seed() * 31 + epoch));
        return order;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
