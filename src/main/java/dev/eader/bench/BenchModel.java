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
 * The model that all modes run.
 *
 * @param name name of a bundled model, or path of a file that ends in {@code .onnx}
 */
public record BenchModel(String name) {
    private static final String FILE_NAME = "bench";

    /** @throws IllegalArgumentException if there is no such model */
    public BenchModel {
        if (isFile(name) ? !Files.isRegularFile(Path.of(name)) : resource(name) == null) {
            throw new IllegalArgumentException(
                    "there is no model '" + name + "'; give the name of a bundled model or the path of an .onnx file");
        }
    }

    /** @param threads number of ONNX Runtime threads within one run; 0 for one per core */
    ModelRegistry open(int threads) {
        ModelOptions options = new ModelOptions(DeviceChoice.parse("auto"), threads);
        return isFile(name)
                ? ModelRegistry.open(FILE_NAME, List.of(), Map.of(FILE_NAME, Path.of(name)), options)
                : ModelRegistry.open(name, List.of(name), Map.of(), options);
    }

    /** Options of the service that make this model its default model. */
    List<String> properties() {
        return isFile(name)
                ? List.of(
                        "eader.model.default=" + FILE_NAME,
                        "eader.model.bundled=scenes",
                        "eader.model.path." + FILE_NAME + "=" + Path.of(name).toAbsolutePath())
                : List.of("eader.model.default=" + name, "eader.model.bundled=" + name);
    }

    /** Copies the model file to {@code model.onnx} in a folder. */
    Path copyTo(Path folder) {
        Path copy = folder.resolve("model.onnx");
        try (InputStream from = isFile(name) ? Files.newInputStream(Path.of(name)) : resource(name)) {
            Files.copy(from, copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("model " + name + " cannot be copied to " + copy + ": " + e.getMessage(), e);
        }
    }

    private static boolean isFile(String name) {
        return name.endsWith(".onnx");
    }

    private static InputStream resource(String name) {
        return BenchModel.class.getClassLoader().getResourceAsStream("models/" + name + ".onnx");
    }
}
