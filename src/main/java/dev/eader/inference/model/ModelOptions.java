package dev.eader.inference.model;

/**
 * Options of loading and running models.
 *
 * @param device device to run inference on
 * @param threads number of ONNX Runtime threads within one run; 0 for one per core
 * @param threadsAlone number of threads of a run while no other run of the same model is in progress; 0 for one per
 *     core. If it differs from {@code threads}, the model is loaded twice, because the number of threads of an ONNX
 *     Runtime session is fixed
 * @param maxFileBytes maximum size of a model file in bytes, at least 1
 */
public record ModelOptions(DeviceChoice device, int threads, int threadsAlone, int maxFileBytes) {
    /** Default of {@code eader.model.max-bytes}. */
    public static final int DEFAULT_MAX_FILE_BYTES = 512 << 20;

    /** @throws IllegalArgumentException if a number of threads is negative, or the size limit is below 1 */
    public ModelOptions {
        if (threads < 0 || threadsAlone < 0) {
            throw new IllegalArgumentException(
                    "eader.inference.threads and threads-alone must be at least 0 (0 = one per core), but one is "
                            + Math.min(threads, threadsAlone));
        }
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("eader.model.max-bytes must be at least 1, but is " + maxFileBytes);
        }
    }

    /** Creates options with the default size limit. */
    public ModelOptions(DeviceChoice device, int threads, int threadsAlone) {
        this(device, threads, threadsAlone, DEFAULT_MAX_FILE_BYTES);
    }

    /** Creates options with the same number of threads for every run and the default size limit. */
    public ModelOptions(DeviceChoice device, int threads) {
        this(device, threads, threads, DEFAULT_MAX_FILE_BYTES);
    }

    /** The options of a run while no other run of the model is in progress. */
    ModelOptions alone() {
        return new ModelOptions(device, threadsAlone, threadsAlone, maxFileBytes);
    }
}
