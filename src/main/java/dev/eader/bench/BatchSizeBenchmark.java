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

/**
 * Measures the gain of batching on a simulated device that takes the same time for a batch of any size, with the
 * {@link Batcher} of the service.
 */
public final class BatchSizeBenchmark {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32);
    private static final int SIDE = 32;
    private static final int IN_FLIGHT = 64;

    private BatchSizeBenchmark() {}

    /**
     * Measures each batch size with {@value #IN_FLIGHT} frames in flight.
     *
     * @param cost time that the device takes for a batch
     * @param seconds duration of the measurement of each size
     * @return frames per second by batch size
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
            ArrayDeque<CompletableFuture<BatchedPrediction>> inFlight = new ArrayDeque<>();
            long start = System.nanoTime();
            long frames = 0;
            while (System.nanoTime() - start < seconds * 1e9) {
                while (inFlight.size() < IN_FLIGHT) {
                    inFlight.add(batcher.submit("", image));
                }
                inFlight.remove().join();
                frames++;
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            inFlight.forEach(pending -> pending.cancel(false));
            return frames / elapsed;
        }
    }

    /** Waits for the cost of a batch and predicts background. */
    private record Device(Duration cost) implements ImageModel {
        @Override
        public ModelDescription description() {
            return new ModelDescription(
                    "device", "1", "0".repeat(64), List.of("nothing"), 0.5f, 0.5f, SIDE, SIDE, "{}");
        }

        @Override
        public List<Prediction> predict(List<ModelInput> inputs) {
            long end = System.nanoTime() + cost.toNanos();
            for (long remaining = cost.toNanos(); remaining > 0; remaining = end - System.nanoTime()) {
                LockSupport.parkNanos(remaining);
            }
            PixelLabels background = new PixelLabels(SIDE, SIDE, new byte[SIDE * SIDE]);
            Prediction prediction = new Prediction(new float[1], new float[1][1], 1, 1, background);
            return inputs.stream().map(input -> prediction).toList();
        }

        @Override
        public void close() {}
    }
}
