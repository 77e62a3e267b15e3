package dev.eader.training.command;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.erasing.GradientDescent;
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

/** Where a run stands: both networks, both momenta, the number of steps done. One safetensors file, replaced at once. */
record Checkpoint(Path file) {
    private static final String STEP = "step";

    static Checkpoint in(Path folder) {
        return new Checkpoint(folder.resolve("checkpoint.safetensors"));
    }

    boolean exists() {
        return Files.isRegularFile(file);
    }

    void write(
            long step,
            Network localizer,
            Network adversary,
            GradientDescent localizerSteps,
            GradientDescent adversarySteps)
            throws IOException {
        List<NDArray> arrays = new ArrayList<>();
        try (NDManager scope = NDManager.newBaseManager()) {
            add(arrays, scope, "localizer.", localizer.parameters());
            add(arrays, scope, "adversary.", adversary.parameters());
            add(arrays, scope, "localizer-momentum.", localizerSteps.state());
            add(arrays, scope, "adversary-momentum.", adversarySteps.state());
            NDArray steps = scope.create(new long[] {step});
            steps.setName(STEP);
            arrays.add(steps);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Weights.write(arrays, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** @return the number of steps done */
    long read(
            NDManager manager,
            Network localizer,
            Network adversary,
            GradientDescent localizerSteps,
            GradientDescent adversarySteps)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = Weights.read(scope, file);
            Weights.restore(localizer, part(arrays, "localizer."));
            Weights.restore(adversary, part(arrays, "adversary."));
            part(arrays, "localizer-momentum.")
                    .forEach(
                            (name, array) -> array.copyTo(localizerSteps.state().get(name)));
            part(arrays, "adversary-momentum.")
                    .forEach(
                            (name, array) -> array.copyTo(adversarySteps.state().get(name)));
            return arrays.get(STEP).toLongArray()[0];
        }
    }

    /** Only what is exported and evaluated. */
    void readLocalizer(NDManager manager, Network localizer) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Weights.restore(localizer, part(Weights.read(scope, file), "localizer."));
        }
    }

    private static void add(List<NDArray> arrays, NDManager scope, String prefix, Map<String, NDArray> named) {
        named.forEach((name, array) -> {
            NDArray copy = array.toDevice(ai.djl.Device.cpu(), true);
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
