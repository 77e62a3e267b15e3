package dev.eader.inference;

/**
 * How models run.
 *
 * @param device where
 * @param threads threads of ONNX Runtime within one run; 0 is one for each core
 */
public record ModelOptions(DeviceChoice device, int threads) {

    /** @throws IllegalArgumentException if {@code threads} is negative */
    public ModelOptions {
        if (threads < 0) {
            throw new IllegalArgumentException(
                    "eader.inference.threads is 0 (one for each core) or a number of threads, not " + threads);
        }
    }
}
