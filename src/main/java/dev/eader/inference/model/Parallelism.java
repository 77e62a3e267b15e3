package dev.eader.inference.model;

/**
 * How much inference runs in parallel. A GPU runs one batch at a time and gains from large batches. A CPU gains nothing
 * from batches; there, concurrent runs with one thread each are faster than one run on all cores, because their threads
 * do not wait for one another.
 *
 * @param runs maximum number of concurrent inference runs
 * @param threads number of ONNX Runtime threads within one run
 * @param batchSize maximum number of images in a batch
 */
public record Parallelism(int runs, int threads, int batchSize) {
    private static final int GPU_BATCH = 8;

    /**
     * Takes the given numbers, and for each 0 the best value for the device.
     *
     * @throws IllegalArgumentException if a number is negative; the message names the {@code eader.*} option
     * @throws DeviceUnavailableException if {@code device} is a GPU that is not available
     */
    public static Parallelism of(DeviceChoice device, int runs, int threads, int batchSize) {
        check("runs", runs);
        check("threads", threads);
        check("batch-size", batchSize);
        boolean cpu = OnnxRuntime.resolve(device).kind() == DeviceChoice.Kind.CPU;
        return of(cpu, Runtime.getRuntime().availableProcessors(), runs, threads, batchSize);
    }

    /** @param cpu whether inference runs on the CPU, of {@code cores} cores */
    static Parallelism of(boolean cpu, int cores, int runs, int threads, int batchSize) {
        int concurrent = runs > 0 ? runs : cpu ? Math.max(1, cores / Math.max(1, threads)) : 1;
        return new Parallelism(
                concurrent,
                threads > 0 ? threads : Math.max(1, cores / concurrent),
                batchSize > 0 ? batchSize : cpu ? 1 : GPU_BATCH);
    }

    private static void check(String option, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("eader.inference." + option
                    + " must be at least 0 (0 = best value for the device), but is " + value);
        }
    }
}
