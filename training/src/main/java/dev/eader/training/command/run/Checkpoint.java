package dev.eader.training.command.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * State of a run in one safetensors file: the number of completed steps and the arrays of named parts, such as the weights
 * of a network, the state of its optimiser and a moving average. Writing replaces the file atomically and keeps the file before
 * it as {@code checkpoint.previous.safetensors}, from which a run is resumed if the file is damaged.
 */
public record Checkpoint(Path file) {
    private static final String STEP = "step";

    /** Whether a run can be resumed: the file or the one before it exists. */
    public boolean exists() {
        return Files.isRegularFile(file) || Files.isRegularFile(previous());
    }

    /** The file before the last one. */
    Path previous() {
        return file.resolveSibling(file.getFileName().toString().replace(".safetensors", ".previous.safetensors"));
    }

    /**
     * Writes the file. If this fails, the file stays as it was.
     *
     * @param step number of completed steps
     * @param parts arrays by part and name
     * @throws IOException naming the file and the free space
     */
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
            AtomicFile.writeDurably(file, out -> {
                Weights.write(arrays, out);
                keepPrevious();
            });
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + "; --resume continues from the checkpoint before it when this is solved", e);
        }
    }

    /** Gives the present file a second name. On file systems without hard links, no previous file is kept. */
    private void keepPrevious() throws IOException {
        Files.deleteIfExists(previous());
        if (Files.isRegularFile(file)) {
            try {
                Files.createLink(previous(), file);
            } catch (UnsupportedOperationException | FileSystemException e) {
                // the new file alone is enough to resume
            }
        }
    }

    /**
     * Copies the arrays of the file into the arrays of the parts.
     *
     * @return number of completed steps
     * @throws IllegalArgumentException if the file is missing or damaged, or has other names or shapes
     */
    public long read(NDManager manager, Map<String, Map<String, NDArray>> parts) throws IOException {
        return read(manager, parts, false);
    }

    /** As {@link #read}, from the previous file if the file is missing or damaged, which is printed. */
    public long resume(NDManager manager, Map<String, Map<String, NDArray>> parts) throws IOException {
        return read(manager, parts, true);
    }

    private long read(NDManager manager, Map<String, Map<String, NDArray>> parts, boolean acceptsPrevious)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = acceptsPrevious ? readable(scope) : arrays(scope);
            parts.forEach((part, named) -> {
                if (!copy(part(arrays, part), named)) {
                    throw new IllegalArgumentException(
                            file + " belongs to another run: names or shapes of its part \"" + part + "\" differ");
                }
            });
            return step(arrays.get(STEP));
        }
    }

    private long step(NDArray step) {
        boolean known = step != null && step.getDataType() == DataType.INT64 && step.size() == 1;
        long done = known ? step.toLongArray()[0] : -1;
        if (done < 0) {
            throw new IllegalArgumentException(
                    file + " has no valid number of completed steps: it must have an int64 array"
                            + " 'step' with one value of 0 or more; restore it or start a new run");
        }
        return done;
    }

    /** Copies the localizer's weights, or their moving average if the run has one, into a network. */
    public void readLocalizer(NDManager manager, Network localizer) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Weights.restore(localizer, localizer(arrays(scope)));
        }
    }

    /** As {@link #readLocalizer}, for a network without batch normalisation: the run's is folded into the weights. */
    public void foldLocalizer(NDManager manager, Network localizer) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = localizer(arrays(scope));
            Weights.fold(localizer.architecture(), weights);
            Weights.restore(localizer, weights);
        }
    }

    /**
     * Copies the arrays of one part if their names and shapes are equal.
     *
     * @return whether they were copied
     */
    public boolean readIfFits(NDManager manager, String part, Map<String, NDArray> named) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            return copy(part(arrays(scope), part), named);
        }
    }

    /** The arrays of the file, or those of the previous file if the file is missing or damaged. */
    private Map<String, NDArray> readable(NDManager scope) throws IOException {
        try {
            return read(scope, file);
        } catch (IllegalArgumentException damage) {
            if (!Files.isRegularFile(previous())) {
                throw damage;
            }
            try {
                Map<String, NDArray> arrays = read(scope, previous());
                System.err.println(damage.getMessage() + "; continuing from " + previous() + ", which has "
                        + step(arrays.get(STEP)) + " steps");
                return arrays;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        damage.getMessage() + "; " + e.getMessage() + "; restore one of them or start a new run", e);
            }
        }
    }

    private Map<String, NDArray> arrays(NDManager scope) throws IOException {
        try {
            return read(scope, file);
        } catch (IllegalArgumentException e) {
            String advice = Files.isRegularFile(previous())
                    ? "; restore it, or continue the training with --resume, which uses the checkpoint before it"
                    : "; restore it or train again";
            throw new IllegalArgumentException(e.getMessage() + advice, e);
        }
    }

    private static Map<String, NDArray> read(NDManager scope, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing; a training writes it after each epoch");
        }
        return Weights.read(scope, file);
    }

    private static Map<String, NDArray> localizer(Map<String, NDArray> arrays) {
        Map<String, NDArray> average = part(arrays, "localizer-average");
        return average.isEmpty() ? part(arrays, "localizer") : average;
    }

    /** Copies all arrays if names and shapes are equal. */
    private static boolean copy(Map<String, NDArray> from, Map<String, NDArray> to) {
        boolean fits = shapes(from).equals(shapes(to));
        if (fits) {
            to.forEach((name, array) -> from.get(name).copyTo(array));
        }
        return fits;
    }

    private static Map<String, Shape> shapes(Map<String, NDArray> arrays) {
        return arrays.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue()
                .getShape()));
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
