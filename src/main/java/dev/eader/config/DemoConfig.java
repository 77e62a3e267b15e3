package dev.eader.config;

import io.smallrye.config.WithDefault;

/** {@code eader.demo}: the demo camera, which runs only with the embedded broker. */
public interface DemoConfig {
    /** Frame rate of the demo camera, 0 to 1000 frames/s; 0 disables it. */
    @WithDefault("10")
    double fps();
}
