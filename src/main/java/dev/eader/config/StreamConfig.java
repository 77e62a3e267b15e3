package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code eader.stream}: processing guarantee, threads and frames in flight. */
public interface StreamConfig {
    /** Processing guarantee: {@code exactly_once_v2} or {@code at_least_once}. */
    @WithDefault("exactly_once_v2")
    String guarantee();

    /** Interval between commits. With {@code exactly_once_v2}, consumers receive a result only after its commit. */
    @WithDefault("50ms")
    Duration commitInterval();

    /**
     * Number of stream threads, 1 to 9999. Unset: 1; with {@code eader.freshness.policy=LATEST}, one per partition, so that
     * no camera waits for frames of another partition. Frames of one partition stay in order with any number of threads.
     */
    OptionalInt threads();

    /** Number of threads that parse, decode and encode. 0: one per core. */
    @WithDefault("0")
    int workers();

    /**
     * Name of this instance for Kafka's static membership: unique, and the same after a restart. An instance that restarts
     * within Kafka's session timeout gets its partitions back without a rebalance. Unset: dynamic membership.
     */
    Optional<String> instance();

    /** Maximum number of frames in flight. */
    @WithDefault("64")
    int lookAheadFrames();

    /** Maximum total size of the frames in flight, in bytes as received. */
    @WithDefault("134217728")
    long lookAheadBytes();
}
