package dev.eader.bench;

import dev.eader.image.maps.PixelLabels;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.Batcher;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.Prediction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What batches gain on a device whose time is the batch's, whatever its size: the service's own batcher on a clock. */
public final class BatchSizeBenchmark {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32);
    private static final int SIDE = 32;
    private static final int IN_HAND = 64;

    private BatchSizeBenchmark() {}

    /**
     * Frames a second for each size of batch, with 64 frames in hand.
     *
     * @param cost of a batch
     * @param seconds for each size
     */
    public static Map<Integer, Double> measure(Duration cost, double seconds) {
        Map<Integer, Double> fps = new LinkedHashMap<>();
        for (int size : SIZES) {
            fps.put(size, Report.rounded(measure(cost, seconds, size)));
        }
        return fps;
    }

    private static double measure(Duration cost, double seconds, int size) {
        BatchOptions options = new BatchOptions(size, Duration.ofMillis(2), Duration.ofMinutes(1));
        try (ModelRegistry models = new ModelRegistry("device", new ModelOptions(DeviceChoice.parse("cpu"), 1));
                Batcher batcher = new Batcher(models, options, (images, inferred) -> {})) {
            models.serve("device", new Device(cost));
            ModelInput image = ModelInput.byScore(SIDE, SIDE, new byte[3 * SIDE * SIDE], 1);
            ArrayDeque<CompletableFuture<BatchedPrediction>> inHand = new ArrayDeque<>();
            long start = System.nanoTime();
            long frames = 0;
            while (System.nanoTime() - start < seconds * 1e9) {
                while (inHand.size() < IN_HAND) {
                    inHand.add(batcher.submit("", image));
                }
                inHand.remove().join();
                frames++;
            }
            double took = (System.nanoTime() - start) / 1e9;
            inHand.forEach(left -> left.cancel(false));
            return frames / took;
        }
    }

    /** Takes its time and sees nothing. */
    private record Device(Duration cost) implements ImageModel {
        @Override
        public ModelDescription description() {
            return new ModelDescription(
                    "device", "1", "0".repeat(64), List.of("nothing"), 0.5f, 0.5f, SIDE, SIDE, "{}");
        }

        @Override
        public List<Prediction> predict(List<ModelInput> inputs) {
            long end = System.nanoTime() + cost.toNanos();
            for (long left = cost.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            PixelLabels nothing = new PixelLabels(SIDE, SIDE, new byte[SIDE * SIDE]);
            Prediction prediction = new Prediction(new float[1], new float[1][1], 1, 1, nothing);
            return inputs.stream().map(input -> prediction).toList();
        }

        @Override
        public void close() {}
    }
}
