package dev.eader.training.command;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.erasing.Sgd;
import dev.eader.training.network.Weights;
import dev.eader.training.student.Head;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a student's run stands. The backbone goes by the names that a localizer's checkpoint has, so that one run may
 * start from the other.
 */
record StudentCheckpoint(Path file) {
    private static final String BACKBONE = "localizer.";
    /** Of a localizer that has one, and is measured and exported by it. */
    private static final String AVERAGE = "localizer-average.";

    private static final String MOMENTUM = "momentum.";
    private static final String STEP = "step";

    static StudentCheckpoint in(Path folder) {
        return new StudentCheckpoint(folder.resolve("checkpoint.safetensors"));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    void write(long step, Student student, Sgd steps) throws IOException {
        List<NDArray> arrays = new ArrayList<>();
        try (NDManager scope = NDManager.newBaseManager()) {
            add(arrays, scope, BACKBONE, student.network().parameters());
            add(arrays, scope, "", student.weights());
            add(arrays, scope, MOMENTUM, steps.state());
            NDArray done = scope.create(new long[] {step});
            done.setName(STEP);
            arrays.add(done);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Weights.write(arrays, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** @return the number of steps done */
    long read(NDManager manager, Student student, Sgd steps) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = restore(scope, student);
            part(arrays, MOMENTUM)
                    .forEach((name, array) -> array.copyTo(steps.state().get(name)));
            return arrays.get(STEP).toLongArray()[0];
        }
    }

    /** The weights alone. */
    void read(NDManager manager, Student student) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            restore(scope, student);
        }
    }

    /**
     * Starts a student from a localizer, whose batch normalisation is folded away, or from another student, whose head it
     * takes where it is of the same shape.
     *
     * @return whether there was a head to take
     */
    boolean start(NDManager manager, Student student) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = Weights.read(scope, file);
            Map<String, NDArray> average = part(arrays, AVERAGE);
            Map<String, NDArray> backbone = average.isEmpty() ? part(arrays, BACKBONE) : average;
            Weights.fold(student.network().architecture(), backbone);
            Weights.restore(student.network(), backbone);
            boolean fits = student.weights().entrySet().stream()
                    .allMatch(own -> arrays.containsKey(own.getKey())
                            && arrays.get(own.getKey())
                                    .getShape()
                                    .equals(own.getValue().getShape()));
            if (fits) {
                student.weights().forEach((name, array) -> arrays.get(name).copyTo(array));
            }
            return fits;
        }
    }

    private Map<String, NDArray> restore(NDManager scope, Student student) throws IOException {
        Map<String, NDArray> arrays = Weights.read(scope, file);
        if (arrays.keySet().stream().noneMatch(name -> name.startsWith(Head.PREFIX))) {
            throw new IllegalArgumentException(file + " is not a student's");
        }
        Weights.restore(student.network(), part(arrays, BACKBONE));
        student.weights().forEach((name, array) -> arrays.get(name).copyTo(array));
        return arrays;
    }

    private static void add(List<NDArray> arrays, NDManager scope, String prefix, Map<String, NDArray> named) {
        named.forEach((name, array) -> {
            NDArray copy = array.toDevice(Device.cpu(), true);
            copy.attach(scope);
            copy.setName(prefix + name);
            arrays.add(copy);
        });
    }

    private static Map<String, NDArray> part(Map<String, NDArray> arrays, String prefix) {
        Map<String, NDArray> part = new TreeMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), array);
            }
        });
        return part;
    }
}
