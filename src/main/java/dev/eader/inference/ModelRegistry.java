package dev.eader.inference;

import dev.eader.inference.model.DeviceChoice;
import dev.eader.inference.model.DeviceUnavailableException;
import dev.eader.inference.model.ImageModel;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelFile;
import dev.eader.inference.model.ModelOptions;
import dev.eader.inference.model.ModelRefusedException;
import dev.eader.inference.model.OnnxRuntime;
import dev.eader.inference.model.SegmentationModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Serves models by name and replaces them at run time. Thread-safe. */
public final class ModelRegistry implements AutoCloseable {
    private final String defaultName;
    private final ModelOptions options;
    private final DeviceChoice device;
    private final ConcurrentSkipListMap<String, SharedModel> models = new ConcurrentSkipListMap<>();
    private boolean closed;

    /**
     * Creates a registry without models.
     *
     * @param defaultName name of the model that is used where no name is given
     * @throws DeviceUnavailableException if {@code options} name a device that is not available
     */
    public ModelRegistry(String defaultName, ModelOptions options) {
        this.defaultName = defaultName;
        this.options = options;
        this.device = OnnxRuntime.selectDevice(options.device());
    }

    /**
     * Opens a registry and loads its models. A file replaces the bundled model of the same name.
     *
     * @param bundled names of class path resources {@code models/NAME.onnx}
     * @param files ONNX files by name
     * @throws ModelRefusedException if a model cannot be read or breaks the contract; none is loaded then
     * @throws IllegalArgumentException if no model has the default name
     * @throws DeviceUnavailableException if {@code options} name a device that is not available
     */
    public static ModelRegistry open(
            String defaultName, List<String> bundled, Map<String, Path> files, ModelOptions options) {
        if (!bundled.contains(defaultName) && !files.containsKey(defaultName)) {
            throw new IllegalArgumentException("eader.model.default must be the name of a bundled model " + bundled
                    + " or of a file " + files + ", but is '" + defaultName + "'");
        }
        ModelRegistry registry = new ModelRegistry(defaultName, options);
        try {
            bundled.stream().filter(name -> !files.containsKey(name)).forEach(registry::loadBundled);
            files.forEach(registry::loadFile);
            return registry;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /**
     * Serves the class path resource {@code models/NAME.onnx} under its name.
     *
     * @throws ModelRefusedException if the resource does not exist or breaks the contract
     */
    public void loadBundled(String name) {
        String resource = "models/" + name + ".onnx";
        try (InputStream stream = ModelRegistry.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new ModelRefusedException(resource, List.of("it is not on the class path (eader.model.bundled)"));
            }
            serve(name, SegmentationModel.load(resource, stream.readAllBytes(), options));
        } catch (IOException e) {
            throw new ModelRefusedException(resource, List.of("it cannot be read: " + e));
        }
    }

    private void loadFile(String name, Path file) {
        try {
            swap(name, file);
        } catch (ModelRefusedException e) {
            throw new ModelRefusedException(e.file() + " (eader.model.path." + name + ")", e.violations());
        }
    }

    /**
     * Loads and checks a file and then serves it under {@code name}. Images that were submitted before still run on the
     * previous model, which is closed after its last batch.
     *
     * @return the new model
     * @throws ModelRefusedException if the file cannot be read or breaks the contract; the previous model stays in
     *     service
     */
    public ModelDescription swap(String name, Path file) {
        return serveLoaded(name, SegmentationModel.load(file, options));
    }

    /**
     * Does the same as {@link #swap(String, Path)} with bytes that are already in memory.
     *
     * @param source name of the bytes in error messages
     */
    ModelDescription swap(String name, String source, byte[] onnx) {
        return serveLoaded(name, SegmentationModel.load(source, onnx, options));
    }

    /** @throws ModelRefusedException as {@link ModelFile#read} does */
    byte[] read(Path file) {
        return ModelFile.read(file, options.maxFileBytes());
    }

    private ModelDescription serveLoaded(String name, SegmentationModel model) {
        serve(name, model);
        return model.description();
    }

    /**
     * Serves a loaded model under {@code name}, in place of the previous one. The registry closes the model, at once if
     * the registry is closed.
     *
     * @throws IllegalStateException if the registry is closed
     */
    public void serve(String name, ImageModel model) {
        SharedModel previous;
        synchronized (this) {
            if (closed) {
                model.close();
                throw new IllegalStateException("The model registry is closed");
            }
            previous = models.put(name, new SharedModel(name, model));
        }
        if (previous != null) {
            previous.release();
        }
    }

    /** Stops serving a name. Its model is closed after its last batch. */
    void withdraw(String name) {
        SharedModel withdrawn = models.remove(name);
        if (withdrawn != null) {
            withdrawn.release();
        }
    }

    /**
     * Opens a lease on the model that is currently served as {@code name}. The caller must close it.
     *
     * @param name served name; empty for the default model
     * @return the lease; empty if no model has this name
     */
    public Optional<ModelLease> lease(String name) {
        String key = name.isEmpty() ? defaultName : name;
        for (SharedModel shared = models.get(key); shared != null; shared = models.get(key)) {
            if (shared.retain()) {
                return Optional.of(new ModelLease(shared));
            }
            // The model was replaced and closed after models.get: try again with its successor.
        }
        return Optional.empty();
    }

    public String defaultName() {
        return defaultName;
    }

    /**
     * The device that was selected for inference: {@code cpu} or {@code cuda:N}. With {@code auto}, a model that fails
     * to load on the GPU runs on the CPU.
     */
    public String device() {
        return device.toString();
    }

    /** Descriptions of the served models, by served name. */
    public SortedMap<String, ModelDescription> descriptions() {
        SortedMap<String, ModelDescription> descriptions = new TreeMap<>();
        models.forEach((name, shared) -> descriptions.put(name, shared.model.description()));
        return descriptions;
    }

    /** Stops serving all models. Each is closed after its last batch. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (String name : models.keySet()) {
            withdraw(name);
        }
    }
}
