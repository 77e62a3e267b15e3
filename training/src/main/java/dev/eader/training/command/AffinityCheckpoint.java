package dev.eader.training.command;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a training of affinity stands: weights, momenta, steps done. One safetensors file, replaced at once. */
record AffinityCheckpoint(Path file) {
    private static final String STEP = "step";
    private static final String BACKBONE = "backbone.";
    private static final String HEAD = "head.";
    private static final String MOMENTUM = "momentum.";

    static AffinityCheckpoint in(Path folder) {
        return new AffinityCheckpoint(folder.resolve("checkpoint.safetensors"));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    void write(long step, AffinityNet network, AffinityTraining training) throws IOException {
        List<NDArray> arrays = new ArrayList<>();
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            add(arrays, scope, BACKBONE, network.classifier().parameters());
            add(arrays, scope, HEAD, network.heads());
            add(arrays, scope, MOMENTUM, training.velocity());
            NDArray steps = scope.create(new long[] {step});
            steps.setName(STEP);
            arrays.add(steps);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Weights.write(arrays, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** @return the number of steps done */
    long read(NDManager manager, AffinityNet network, AffinityTraining training) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = Weights.read(scope, file);
            restore(arrays, network);
            restore(arrays, MOMENTUM, training.velocity());
            return arrays.get(STEP).toLongArray()[0];
        }
    }

    /** Only what a walk needs. */
    void read(NDManager manager, AffinityNet network) throws IOException {
        if (!exists()) {
            throw new IllegalArgumentException("there is no " + file + "; `affinity train` writes one each epoch");
        }
        try (NDManager scope = manager.newSubManager()) {
            restore(Weights.read(scope, file), network);
        }
    }

    private void restore(Map<String, NDArray> arrays, AffinityNet network) {
        restore(arrays, BACKBONE, network.classifier().parameters());
        restore(arrays, HEAD, network.heads());
    }

    private void restore(Map<String, NDArray> arrays, String prefix, Map<String, NDArray> targets) {
        targets.forEach((name, target) -> {
            NDArray source = arrays.get(prefix + name);
            if (source == null || !source.getShape().equals(target.getShape())) {
                throw new IllegalArgumentException(file + " does not fit its run.json: " + prefix + name + " should be "
                        + target.getShape() + ", and is " + (source == null ? "not there" : source.getShape()));
            }
            source.copyTo(target);
        });
    }

    private static void add(List<NDArray> arrays, NDManager scope, String prefix, Map<String, NDArray> named) {
        named.forEach((name, array) -> {
            NDArray copy = array.toDevice(Device.cpu(), true);
            copy.attach(scope);
            copy.setName(prefix + name);
            arrays.add(copy);
        });
    }
}
