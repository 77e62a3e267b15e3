package dev.eader.inference.model;

/**
 * How models run.
 *
 * @param device where
 * @param threads threads of ONNX Runtime within one run; 0 is one for each core
 * @param threadsAlone the same for a run that no other run of its model goes on beside. Where it differs from {@code
 *     threads}, a model is loaded twice: ONNX Runtime gives a session its threads once and for all
 * @param maxFileBytes largest model file that is read, at least 1
 */
public record ModelOptions(DeviceChoice device, int threads, int threadsAlone, int maxFileBytes) {
    /** Default of {@code eader.model.max-bytes}. */
    public static final int DEFAULT_MAX_FILE_BYTES = 512 << 20;

    /** @throws IllegalArgumentException if a number of threads is negative, or the size limit is below 1 */
    public ModelOptions {
        if (threads < 0 || threadsAlone < 0) {
            throw new IllegalArgumentException(
                    "eader.inference.threads and .threads-alone are 0 (one for each core) or a number of threads, not "
                            + Math.min(threads, threadsAlone));
        }
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("eader.model.max-bytes must be at least 1, but is " + maxFileBytes);
        }
    }

    /** With the default size limit. */
    public ModelOptions(DeviceChoice device, int threads, int threadsAlone) {
        this(device, threads, threadsAlone, DEFAULT_MAX_FILE_BYTES);
    }

    /** The same threads for every run. */
    public ModelOptions(DeviceChoice device, int threads) {
        this(device, threads, threads, DEFAULT_MAX_FILE_BYTES);
    }

    ModelOptions alone() {
        return new ModelOptions(device, threadsAlone, threadsAlone, maxFileBytes);
    }
}
