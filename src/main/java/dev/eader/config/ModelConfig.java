package dev.eader.config;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code eader.model}: the models that are served. */
public interface ModelConfig {
    /** Model for frames that do not name one. */
    @WithName("default")
    @WithDefault("voc-animals")
    String defaultName();

    /** Bundled models to load. */
    @WithDefault("voc-animals,scenes")
    List<String> bundled();

    /** ONNX files by model name: {@code eader.model.path.NAME=FILE}. A file replaces the bundled model of the same name. */
    Map<String, Path> path();

    /** Interval at which these files are checked for changes; a changed file is loaded without a restart. 0 disables it. */
    @WithDefault("2s")
    Duration watch();

    /** Maximum size of a model file, in bytes. Applies at startup, on reload and to candidates. */
    @WithDefault("536870912")
    int maxBytes();

    /**
     * Folder of ONNX files that the console can try on live frames and serve instead of a loaded model. Both require write
     * access ({@code eader.console.write}). Unset: no candidates.
     */
    Optional<Path> candidates();
}
