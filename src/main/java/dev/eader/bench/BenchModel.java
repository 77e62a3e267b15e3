package dev.eader.bench;

import dev.eader.inference.ModelRegistry;
import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.ModelOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The model that every mode runs.
 *
 * @param name a bundled model's name, or an ONNX file's path, ending in {@code .onnx}
 */
public record BenchModel(String name) {
    private static final String AS_FILE = "bench";

    /** @throws IllegalArgumentException when there is no such model */
    public BenchModel {
        if (isFile(name) ? !Files.isRegularFile(Path.of(name)) : resource(name) == null) {
            throw new IllegalArgumentException(
                    "there is no model '" + name + "'; a bundled model's name or an .onnx file is needed");
        }
    }

    /** @param threads of ONNX Runtime within one run; 0 is one for each core */
    ModelRegistry open(int threads) {
        ModelOptions options = new ModelOptions(DeviceChoice.parse("auto"), threads);
        return isFile(name)
                ? ModelRegistry.open(AS_FILE, List.of(), Map.of(AS_FILE, Path.of(name)), options)
                : ModelRegistry.open(name, List.of(name), Map.of(), options);
    }

    /** The service's options that make it the default model. */
    List<String> properties() {
        return isFile(name)
                ? List.of(
                        "eader.model.default=" + AS_FILE,
                        "eader.model.bundled=scenes",
                        "eader.model.path." + AS_FILE + "=" + Path.of(name).toAbsolutePath())
                : List.of("eader.model.default=" + name, "eader.model.bundled=" + name);
    }

    /** Writes its file to a folder, under a name that is the same for every model. */
    Path copyTo(Path folder) {
        Path copy = folder.resolve("model.onnx");
        try (InputStream from = isFile(name) ? Files.newInputStream(Path.of(name)) : resource(name)) {
            Files.copy(from, copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("model " + name + " cannot be copied: " + e.getMessage(), e);
        }
    }

    private static boolean isFile(String name) {
        return name.endsWith(".onnx");
    }

    private static InputStream resource(String name) {
        return BenchModel.class.getClassLoader().getResourceAsStream("models/" + name + ".onnx");
    }
}
