package dev.eader.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** {@code eader.freshness}: whether old frames are skipped. */
public interface FreshnessConfig {
    /** {@code LOSSLESS} processes every frame; {@code LATEST} skips frames older than {@code eader.freshness.max-age}. */
    @WithDefault("LOSSLESS")
    Policy policy();

    /**
     * Maximum age of a frame with {@code LATEST}. When inference starts, the time that the result may wait for its commit
     * with {@code exactly_once_v2} is added to the age.
     */
    @WithDefault("500ms")
    Duration maxAge();

    /** Maximum age for single cameras, with both policies: {@code eader.freshness.camera.ID=500ms}. */
    Map<String, Duration> camera();

    enum Policy {
        LOSSLESS,
        LATEST
    }
}
