package dev.eader.stream;

import dev.eader.broker.Topics;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import dev.eader.image.LabelMap;
import dev.eader.inference.BatchOptions;
import dev.eader.inference.Batcher;
import dev.eader.inference.DeviceChoice;
import dev.eader.inference.ImageModel;
import dev.eader.inference.ModelDescription;
import dev.eader.inference.ModelInput;
import dev.eader.inference.ModelOptions;
import dev.eader.inference.ModelRegistry;
import dev.eader.inference.Prediction;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;

/**
 * Sends inputs through parse and decode, in a JVM of its own, so that it may die of them: INPUTS SEED FILE. The file has the
 * input that is in hand, in a memory map, which outlives the process; before it, in four bytes, its length.
 */
final class FuzzRun {
    /** As the service has it by default. */
    private static final ImageLimits LIMITS = new ImageLimits(8_388_608, 33_554_432);

    private static final int LARGEST = 10 << 20;
    /** What only a defect gives: bad input has codes of its own. */
    private static final Set<Code> DEFECTS = Set.of(Code.INTERNAL, Code.MODEL_FAILED, Code.MODEL_TIMEOUT);

    private FuzzRun() {}

    public static void main(String[] arguments) throws Exception {
        // as the service does
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        int inputs = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        MappedByteBuffer inHand = map(Path.of(arguments[2]));

        var models = new ModelRegistry("stub", new ModelOptions(DeviceChoice.CPU, 1));
        models.serve("stub", new Stub());
        var batching = new BatchOptions(1, Duration.ZERO, Duration.ofSeconds(30));
        try (var batcher = new Batcher(models, batching, (size, inferred) -> {})) {
            var pipeline = new FramePipeline(
                    new ImageDecoder(LIMITS),
                    ClaimCheck.off(),
                    models,
                    batcher,
                    new Freshness(false, Duration.ofMillis(500), Map.of(), Duration.ZERO, Clock.systemUTC()),
                    Runnable::run);
            run(new FuzzInputs(seed), inputs, pipeline, inHand);
        }
    }

    private static void run(FuzzInputs fuzz, int inputs, FramePipeline pipeline, MappedByteBuffer inHand)
            throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        Map<String, Integer> outcomes = new TreeMap<>();
        long slowest = 0;
        int slowestIndex = -1;
        pipeline.submit(TestFrames.record(0, 0, TestFrames.frame("warm").build().toByteArray()))
                .get();
        for (int i = 0; i < inputs; i++) {
            FrameRecord record = fuzz.record(i);
            inHand.putInt(0, record.value().length).put(4, record.value());
            long before = threads.getCurrentThreadCpuTime();
            Outcome outcome = pipeline.submit(record).get(20, TimeUnit.SECONDS);
            long nanos = threads.getCurrentThreadCpuTime() - before;
            if (nanos > slowest) {
                slowest = nanos;
                slowestIndex = i;
            }
            check(i, outcome, record);
            outcomes.merge(name(outcome.segmentation()), 1, Integer::sum);
        }
        System.out.printf(
                "fuzz: inputs=%d slowest_cpu_ms=%d (input %d) peak_rss_mib=%d %s%n",
                inputs, slowest / 1_000_000, slowestIndex, peakMib(), outcomes);
    }

    private static void check(int index, Outcome outcome, FrameRecord record) {
        Segmentation segmentation = outcome.segmentation();
        if (DEFECTS.contains(segmentation.getFailed().getCode())) {
            throw new AssertionError("input " + index + ": " + segmentation.getFailed());
        }
        long size = outcome.value().length + segmentation.getCameraId().length() * 3L;
        for (Header header : OutcomeHeaders.of(outcome, record.headers())) {
            size += header.key().length() + header.value().length;
        }
        if (size > Topics.MAX_RECORD_BYTES) {
            throw new AssertionError("input " + index + ": its outcome has " + size + " bytes");
        }
    }

    private static String name(Segmentation segmentation) {
        return segmentation.hasFailed()
                ? segmentation.getFailed().getCode().name()
                : segmentation.getOutcomeCase().name();
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, LARGEST);
        }
    }

    /** The most memory that this process ever had, native and heap, in MiB. */
    private static long peakMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Nothing but background, at once. */
    private static final class Stub implements ImageModel {
        private final ModelDescription description =
                new ModelDescription("stub", "1", "0".repeat(64), List.of("only"), 0.5f, 0.5f, 480, 32, "{}");

        @Override
        public ModelDescription description() {
            return description;
        }

        @Override
        public List<Prediction> predict(List<ModelInput> inputs) {
            return inputs.stream()
                    .map(input -> new Prediction(
                            new float[1],
                            new float[1][1],
                            1,
                            1,
                            new LabelMap(input.width(), input.height(), new byte[input.width() * input.height()])))
                    .toList();
        }

        @Override
        public void close() {}
    }
}
