package dev.eader.inference.model;

/**
 * How much of the machine inference takes at once. A GPU runs one batch at a time, the larger the better. A CPU gains
 * nothing from batches, and more from runs side by side, one thread each, than from one run on all cores: their threads
 * never wait for one another.
 *
 * @param runs that go on at once
 * @param threads of ONNX Runtime within one run
 * @param batchSize images in a batch at most
 */
public record Parallelism(int runs, int threads, int batchSize) {
    private static final int GPU_BATCH = 8;

    /**
     * What is given, and for each 0 what is best on this machine.
     *
     * @throws IllegalArgumentException naming the option that is negative
     * @throws DeviceUnavailableException if {@code device} is a GPU that is not there
     */
    public static Parallelism of(DeviceChoice device, int runs, int threads, int batchSize) {
        check("runs", runs);
        check("threads", threads);
        check("batch-size", batchSize);
        boolean cpu = OnnxRuntime.resolve(device).kind() == DeviceChoice.Kind.CPU;
        return on(cpu, Runtime.getRuntime().availableProcessors(), runs, threads, batchSize);
    }

    static Parallelism on(boolean cpu, int cores, int runs, int threads, int batchSize) {
        int sideBySide = runs > 0 ? runs : cpu ? Math.max(1, cores / Math.max(1, threads)) : 1;
        return new Parallelism(
                sideBySide,
                threads > 0 ? threads : Math.max(1, cores / sideBySide),
                batchSize > 0 ? batchSize : cpu ? 1 : GPU_BATCH);
    }

    private static void check(String option, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "eader.inference." + option + " is 0 (what is best on the device) or a number, not " + value);
        }
    }
}
