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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The models that are served, by name. Safe for use by several threads. */
public final class ModelRegistry implements AutoCloseable {
    private final String defaultName;
    private final ModelOptions options;
    private final DeviceChoice device;
    private final ConcurrentSkipListMap<String, SharedModel> models = new ConcurrentSkipListMap<>();
    private boolean closed;

    /**
     * A registry without models.
     *
     * @param defaultName the model that is meant where no name is given
     * @throws DeviceUnavailableException if {@code options} force a device that is not there
     */
    public ModelRegistry(String defaultName, ModelOptions options) {
        this.defaultName = defaultName;
        this.options = options;
        this.device = OnnxRuntime.announce(options.device());
    }

    /**
     * A registry of bundled models and files. A bundled model gives way to a file of the same name.
     *
     * @param bundled names of class path resources {@code models/NAME.onnx}
     * @param files ONNX files by name
     * @throws ModelRefusedException if one of them breaks the contract; none is loaded then
     * @throws IllegalArgumentException if none of them has the default name
     * @throws DeviceUnavailableException if {@code options} force a device that is not there
     */
    public static ModelRegistry open(
            String defaultName, List<String> bundled, Map<String, Path> files, ModelOptions options) {
        if (!bundled.contains(defaultName) && !files.containsKey(defaultName)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eader.model.default is '%s', which is none of the bundled models %s and files %s",
                    defaultName,
                    bundled,
                    files));
        }
        ModelRegistry registry = new ModelRegistry(defaultName, options);
        try {
            bundled.stream().filter(name -> !files.containsKey(name)).forEach(registry::loadBundled);
            files.forEach(registry::loadOption);
            return registry;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /**
     * Serves the class path resource {@code models/NAME.onnx} under its name.
     *
     * @throws ModelRefusedException if there is none or it breaks the contract
     */
    public void loadBundled(String name) {
        String resource = "models/" + name + ".onnx";
        try (InputStream stream = ModelRegistry.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new ModelRefusedException(
                        resource, List.of("there is no such resource on the class path (eader.model.bundled)"));
            }
            serve(name, SegmentationModel.load(resource, stream.readAllBytes(), options));
        } catch (IOException e) {
            throw new ModelRefusedException(resource, List.of("it cannot be read: " + e));
        }
    }

    private void loadOption(String name, Path file) {
        try {
            swap(name, file);
        } catch (ModelRefusedException e) {
            throw new ModelRefusedException(e.file() + " (eader.model.path." + name + ")", e.violations());
        }
    }

    /**
     * Loads, checks and warms a file and then serves it under {@code name}. What was submitted before is still answered by
     * the model that had the name until then, which is closed after its last batch.
     *
     * @return the new model
     * @throws ModelRefusedException if the file breaks the contract; what had the name goes on serving
     */
    public ModelDescription swap(String name, Path file) {
        return serveLoaded(name, SegmentationModel.load(file, options));
    }

    /** As {@link #swap(String, Path)}, of bytes that were read already; {@code source} names them in errors. */
    ModelDescription swap(String name, String source, byte[] onnx) {
        return serveLoaded(name, SegmentationModel.load(source, onnx, options));
    }

    /** The bytes of a model file; refused as {@link ModelFile#read} says. */
    byte[] read(Path file) {
        return ModelFile.read(file, options.maxFileBytes());
    }

    private ModelDescription serveLoaded(String name, SegmentationModel model) {
        serve(name, model);
        return model.description();
    }

    /** Serves a model that is ready under {@code name}, in place of one that had it. The registry closes it. */
    public void serve(String name, ImageModel model) {
        SharedModel former;
        synchronized (this) {
            if (closed) {
                model.close();
                throw new IllegalStateException("The registry is closed");
            }
            former = models.put(name, new SharedModel(name, model));
        }
        if (former != null) {
            former.release();
        }
    }

    /** Serves the name no more. Its model is closed after its last batch. */
    void withdraw(String name) {
        SharedModel gone = models.remove(name);
        if (gone != null) {
            gone.release();
        }
    }

    /** The model that has this name now; the default one for the empty name. To be closed by who asks. */
    public Optional<ModelLease> lease(String name) {
        String key = name.isEmpty() ? defaultName : name;
        for (SharedModel shared = models.get(key); shared != null; shared = models.get(key)) {
            if (shared.retain()) {
                return Optional.of(new ModelLease(shared));
            }
            // Swapped out and closed between the two lines above: its successor is there.
        }
        return Optional.empty();
    }

    public String defaultName() {
        return defaultName;
    }

    /** Where models run, {@code cpu} or {@code cuda:N}; one that a GPU does not take may run on the CPU all the same. */
    public String device() {
        return device.toString();
    }

    /** The models that are served, by the names they are served under. */
    public SortedMap<String, ModelDescription> descriptions() {
        SortedMap<String, ModelDescription> descriptions = new TreeMap<>();
        models.forEach((name, shared) -> descriptions.put(name, shared.model.description()));
        return descriptions;
    }

    /** Serves nothing any more. Each model is closed after its last batch. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (var first = models.pollFirstEntry(); first != null; first = models.pollFirstEntry()) {
            first.getValue().release();
        }
    }
}
