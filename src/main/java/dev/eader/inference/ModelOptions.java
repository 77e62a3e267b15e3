package dev.eader.inference;

/**
 * How models run.
 *
 * @param device where
 * @param threads threads of ONNX Runtime within one run; 0 is one for each core
 * @param threadsAlone the same for a run that no other run of its model goes on beside. Where it differs from {@code
 *     threads}, a model is loaded twice: ONNX Runtime gives a session its threads once and for all
 */
public record ModelOptions(DeviceChoice device, int threads, int threadsAlone) {

    /** @throws IllegalArgumentException if a number of threads is negative */
    public ModelOptions {
        if (threads < 0 || threadsAlone < 0) {
            throw new IllegalArgumentException(
                    "eader.inference.threads and .threads-alone are 0 (one for each core) or a number of threads, not "
                            + Math.min(threads, threadsAlone));
        }
    }

    /** The same threads for every run. */
    public ModelOptions(DeviceChoice device, int threads) {
        this(device, threads, threads);
    }

    ModelOptions alone() {
        return new ModelOptions(device, threadsAlone);
    }
}
