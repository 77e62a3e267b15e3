package dev.eader.bench;

import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageException;
import dev.eader.image.ImageLimits;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.ModelLease;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.Prediction;
import dev.eader.stream.ResultEncoder;
import dev.eader.v1.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decodes, infers and encodes frames with the classes of the service but without Kafka: the lower bound of the cost on
 * this machine. At saturation, one loop per core runs with a single-threaded model; a single frame uses all cores.
 */
final class BareLoop implements AutoCloseable {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(8 << 20, 1L << 25));
    private final ResultEncoder encoder = new ResultEncoder(Wanted.getDefaultInstance());
    private final List<byte[]> pictures;
    private final List<ModelRegistry> perCore = new ArrayList<>();
    private final ModelRegistry allCores;

    BareLoop(BenchModel model, List<byte[]> pictures) {
        this.pictures = pictures;
        allCores = model.open(0);
        for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
            perCore.add(model.open(1));
        }
    }

    /** Processes frames on all cores as fast as possible. */
    Measurement saturate(double seconds) {
        ExecutorService threads = Executors.newFixedThreadPool(perCore.size());
        try {
            double cpu = BenchProcess.cpuSeconds(ProcessHandle.current());
            long start = System.nanoTime();
            long end = start + (long) (1e9 * seconds);
            List<Future<Measurement>> loops = perCore.stream()
                    .map(model -> threads.submit(() -> loop(model, end)))
                    .toList();
            long frames = 0;
            List<Double> latencies = new ArrayList<>();
            for (Future<Measurement> loop : loops) {
                frames += loop.get().frames();
                latencies.addAll(loop.get().latenciesMs());
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            return new Measurement(
                    frames, elapsed, BenchProcess.cpuSeconds(ProcessHandle.current()) - cpu, latencies, Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the bare loop was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the bare loop failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Processes one frame after the other, each on all cores. */
    Measurement runSingle(double seconds) {
        return loop(allCores, System.nanoTime() + (long) (1e9 * seconds));
    }

    private Measurement loop(ModelRegistry registry, long end) {
        long start = System.nanoTime();
        long[] stages = new long[3];
        List<Double> latencies = new ArrayList<>();
        try (ModelLease model = registry.lease("").orElseThrow()) {
            for (int i = 0; i == 0 || System.nanoTime() < end; i++) {
                latencies.add(process(model, pictures.get(i % pictures.size()), stages) / 1e6);
            }
        }
        int frames = latencies.size();
        Map<String, Double> micros = new LinkedHashMap<>();
        micros.put("decode", stages[0] / 1e3 / frames);
        micros.put("infer", stages[1] / 1e3 / frames);
        micros.put("encode", stages[2] / 1e3 / frames);
        return new Measurement(frames, (System.nanoTime() - start) / 1e9, 0, latencies, micros);
    }

    /**
     * Processes one frame and adds the times of decoding, inference and encoding to {@code stages}.
     *
     * @return duration in nanoseconds
     */
    private long process(ModelLease model, byte[] picture, long[] stages) {
        long start = System.nanoTime();
        ModelDescription description = model.description();
        DecodedImage decoded;
        try {
            decoded = decoder.decode(picture, size -> description.inputSizeOf(size.width(), size.height()));
        } catch (ImageException e) {
            throw new IllegalStateException("a picture of the benchmark cannot be decoded: " + e.getMessage(), e);
        }
        ModelInput input = ModelInput.byScore(
                decoded.image().width(),
                decoded.image().height(),
                decoded.image().pixels(),
                description.classes().size());
        long inferring = System.nanoTime();
        Prediction prediction = model.model().predict(List.of(input)).get(0);
        long encoding = System.nanoTime();
        BatchedPrediction batched = new BatchedPrediction(prediction, description, Duration.ZERO, Duration.ZERO, 1);
        encoder.encode(batched, input.present(), decoded.original()).toByteArray();
        long end = System.nanoTime();
        stages[0] += inferring - start;
        stages[1] += encoding - inferring;
        stages[2] += end - encoding;
        return end - start;
    }

    @Override
    public void close() {
        perCore.forEach(ModelRegistry::close);
        allCores.close();
    }
}
