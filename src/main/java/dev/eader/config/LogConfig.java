package dev.eader.config;

import io.smallrye.config.WithDefault;

/** {@code eader.log}: the console log. */
public interface LogConfig {
    /** {@code TEXT}, or {@code JSON}: one object per line, with the ids of the frame, camera or model in {@code mdc}. */
    @WithDefault("TEXT")
    Format format();

    enum Format {
        TEXT,
        JSON
    }
}
