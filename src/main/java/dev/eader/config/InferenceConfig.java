package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code eader.inference}: the device, and the number and size of inference runs. */
public interface InferenceConfig {
    /** {@code cpu}, {@code cuda:N}, or {@code auto}: the first GPU if there is one, otherwise the CPU. */
    @WithDefault("auto")
    String device();

    /** Number of parallel inference runs. 0: one per core on a CPU, one on a GPU. */
    @WithDefault("0")
    int runs();

    /** Number of ONNX Runtime threads per run. 0: the number of cores divided by the number of runs. */
    @WithDefault("0")
    int threads();

    /**
     * Number of threads of a run while no other run is active. 0: the same as {@code eader.inference.threads}. More threads
     * reduce latency under light load, reduce throughput under heavy load, and load each model into memory twice.
     */
    @WithDefault("0")
    int threadsAlone();

    /** Maximum number of images in a batch. 0: 1 on a CPU, where larger batches are not faster, and 8 on a GPU. */
    @WithDefault("0")
    int batchSize();

    /** Maximum time that an incomplete batch waits for more images of the same shape. */
    @WithDefault("2ms")
    Duration batchWait();

    /**
     * Maximum inference time of a frame; a frame that exceeds it fails. With {@code exactly_once_v2}, this plus {@code
     * eader.stream.commit-interval} must be at most 14m55s, because brokers limit transactions to 15 minutes by default.
     */
    @WithDefault("10s")
    Duration timeout();
}
