package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.network.BatchNormCalibration;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives the networks of a fresh run the weights that it starts from. */
public record Initialization(Run run, Dataset dataset, NDManager manager) {

    /** @param from a safetensors file, or the folder of a run, whose localizer is taken; null leaves random weights */
    public void apply(Network network, String from) throws IOException {
        if (from == null) {
            return;
        }
        if (Files.isDirectory(Path.of(from))) {
            ClassLists.requireSame(Path.of(from), run.classes());
            Checkpoint.in(Path.of(from)).readLocalizer(manager, network);
            return;
        }
        Weights.Report report = Weights.initialize(network, Path.of(from));
        System.err.println(from + ": " + network.parameters().size() + " arrays, random for want of weights: "
                + report.missing() + ", not used: " + report.unexpected());
        if (report.calibrate()) {
            calibrate(network);
        }
    }

    private void calibrate(Network network) {
        try (NDManager scope = manager.newSubManager();
                Batches<ImageBatch> batches =
                        ImageBatch.sequence(dataset, run.augmentation(), run.batch(), run.seed(), 0)) {
            ImageBatch batch = batches.next();
            int side = run.augmentation().size();
            Shape shape = new Shape(batch.size(), 3, side, side);
            BatchNormCalibration.run(network, network.normalize(scope.create(batch.pixels(), shape)));
        }
    }
}
