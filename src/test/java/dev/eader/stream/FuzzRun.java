package dev.eader.stream;

import dev.eader.v1.Segmentation;
import dev.eader.wire.FrameRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends inputs through parse and decode in a separate JVM, which may crash. Arguments: INPUTS SEED FILE. The file is a memory
 * map, which remains after a crash: the length of the current input in four bytes, and the input.
 */
final class FuzzRun {
    private static final int LARGEST = 10 << 20;

    private FuzzRun() {}

    public static void main(String[] arguments) throws Exception {
        int inputs = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        MappedByteBuffer lastInput = map(Path.of(arguments[2]));

        try (var pipeline = new FuzzPipeline()) {
            run(new FuzzInputs(seed), inputs, pipeline, lastInput);
        }
    }

    private static void run(FuzzInputs fuzz, int inputs, FuzzPipeline pipeline, MappedByteBuffer lastInput)
            throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        Map<String, Integer> outcomes = new TreeMap<>();
        long slowest = 0;
        int slowestIndex = -1;
        pipeline.send(TestFrames.record(0, 0, TestFrames.frame("warm").build().toByteArray()));
        for (int i = 0; i < inputs; i++) {
            FrameRecord record = fuzz.record(i);
            lastInput.putInt(0, record.value().length).put(4, record.value());
            long before = threads.getCurrentThreadCpuTime();
            FrameOutcome outcome = pipeline.send(record);
            long nanos = threads.getCurrentThreadCpuTime() - before;
            if (nanos > slowest) {
                slowest = nanos;
                slowestIndex = i;
            }
            outcomes.merge(name(outcome.segmentation()), 1, Integer::sum);
        }
        System.out.printf(
                "fuzz: inputs=%d slowest_cpu_ms=%d (input %d) peak_rss_mib=%d %s%n",
                inputs, slowest / 1_000_000, slowestIndex, peakMib(), outcomes);
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

    /** Returns the peak memory of this process, native and heap, in MiB. */
    private static long peakMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
