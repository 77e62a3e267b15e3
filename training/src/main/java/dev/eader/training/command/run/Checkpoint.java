package dev.eader.training.command.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run stands: the number of steps done, and arrays in named parts, as the networks' weights, what their
 * optimisers remember and a moving average. One safetensors file, replaced at once.
 */
public record Checkpoint(Path file) {
    private static final String STEP = "step";

    public static Checkpoint in(Path folder) {
        return new Checkpoint(folder.resolve("checkpoint.safetensors"));
    }

    public boolean exists() {
        return Files.isRegularFile(file);
    }

    public void write(long step, Map<String, Map<String, NDArray>> parts) throws IOException {
        List<NDArray> arrays = new ArrayList<>();
        try (NDManager scope = NDManager.newBaseManager()) {
            parts.forEach((part, named) -> named.forEach((name, array) -> {
                NDArray copy = array.toDevice(Device.cpu(), true);
                copy.attach(scope);
                copy.setName(part + "." + name);
                arrays.add(copy);
            }));
            NDArray steps = scope.create(new long[] {step});
            steps.setName(STEP);
            arrays.add(steps);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Weights.write(arrays, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Fills the arrays of the parts.
     *
     * @return the number of steps done
     * @throws IllegalArgumentException when the file's parts, names or shapes are not these
     */
    public long read(NDManager manager, Map<String, Map<String, NDArray>> parts) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = arrays(scope);
            parts.forEach((part, named) -> {
                Map<String, NDArray> given = part(arrays, part);
                if (!given.keySet().equals(named.keySet())) {
                    throw new IllegalArgumentException(file + " is of another run: its " + part + " is not this one's");
                }
                named.forEach((name, array) -> copy(part + "." + name, given.get(name), array));
            });
            return step(arrays.get(STEP));
        }
    }

    private long step(NDArray step) {
        boolean known = step != null && step.getDataType() == DataType.INT64 && step.size() == 1;
        long done = known ? step.toLongArray()[0] : -1;
        if (done < 0) {
            throw new IllegalArgumentException(
                    file + " does not state the number of steps done: it needs an int64 array"
                            + " 'step' with one value of 0 or more, as training writes it");
        }
        return done;
    }

    /** Only what is exported and evaluated: the localizer, or its moving average where the run keeps one. */
    public void readLocalizer(NDManager manager, Network localizer) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Weights.restore(localizer, localizer(arrays(scope)));
        }
    }

    /** The same for a network without batch normalisation, with the run's folded into its weights. */
    public void foldLocalizer(NDManager manager, Network localizer) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = localizer(arrays(scope));
            Weights.fold(localizer.architecture(), weights);
            Weights.restore(localizer, weights);
        }
    }

    /**
     * Fills the arrays of one part if the file has all of them, in their shapes.
     *
     * @return whether it has
     */
    public boolean readIfFits(NDManager manager, String part, Map<String, NDArray> named) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> given = part(arrays(scope), part);
            boolean fits = named.entrySet().stream()
                    .allMatch(own -> given.containsKey(own.getKey())
                            && given.get(own.getKey())
                                    .getShape()
                                    .equals(own.getValue().getShape()));
            if (fits) {
                named.forEach((name, array) -> given.get(name).copyTo(array));
            }
            return fits;
        }
    }

    private Map<String, NDArray> arrays(NDManager scope) throws IOException {
        if (!exists()) {
            throw new IllegalArgumentException("there is no " + file + "; training writes one each epoch");
        }
        return Weights.read(scope, file);
    }

    private static Map<String, NDArray> localizer(Map<String, NDArray> arrays) {
        Map<String, NDArray> average = part(arrays, "localizer-average");
        return average.isEmpty() ? part(arrays, "localizer") : average;
    }

    private void copy(String name, NDArray from, NDArray to) {
        if (!from.getShape().equals(to.getShape())) {
            throw new IllegalArgumentException(
                    file + " is of another run: " + name + " is " + from.getShape() + " and not " + to.getShape());
        }
        from.copyTo(to);
    }

    private static Map<String, NDArray> part(Map<String, NDArray> arrays, String part) {
        Map<String, NDArray> named = new TreeMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(part + ".")) {
                named.put(name.substring(part.length() + 1), array);
            }
        });
        return named;
    }
}
