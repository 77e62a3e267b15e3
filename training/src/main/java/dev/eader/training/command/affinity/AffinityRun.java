package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.affinity.AffinityBatch;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
import dev.eader.training.affinity.ConfidentLabels;
import dev.eader.training.affinity.ThresholdedAttention;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that makes a training of affinity what it is; kept beside its checkpoint as {@code run.json}.
 *
 * @param source where the pictures lie; null with scenes
 * @param scenes how scenes are made; null with a folder
 * @param attention folder of attention files; null with label files
 * @param confident folder of label files to rely on instead; null with attention
 * @param init what the classifier started from: weights, or a run
 */
public record AffinityRun(
        DataSettings source,
        Run.SceneSettings scenes,
        List<String> classes,
        String fingerprint,
        int size,
        String attention,
        double foreground,
        double background,
        String confident,
        String localizer,
        boolean batchNorm,
        String init,
        double epochs,
        AffinityBatch.Settings batches,
        AffinityTraining.Settings training) {

    public static AffinityRun read(Path folder) throws IOException {
        AffinityRun run =
                JsonFiles.read(folder.resolve("run.json"), AffinityRun.class, "`affinity train --out` writes it");
        Run.requireComplete(folder, run.classes, run.localizer, run.batches, run.training);
        return run;
    }

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JsonFiles.write(folder.resolve("run.json"), this);
    }

    /** With random weights. */
    public AffinityNet network(NDManager manager) {
        long seed = batches.seed();
        Network backbone =
                new Network(manager, Architecture.of(localizer), classes.size(), batchNorm, DataType.FLOAT32, seed);
        return new AffinityNet(manager, backbone, seed);
    }

    public ConfidentLabels areas() {
        return confident == null
                ? new ThresholdedAttention(Path.of(attention), foreground, background)
                : ConfidentLabels.inFolder(Path.of(confident));
    }

    /** What was trained on. */
    public Dataset dataset() {
        return ClassLists.checked(scenes == null ? source.training() : scenes.training(batches.seed()), classes);
    }

    /** Gives the classifier of a fresh run the weights that it starts from. */
    public void initialize(NDManager manager, AffinityNet network) throws IOException {
        Path from = Path.of(init);
        if (Files.isDirectory(from)) {
            ClassLists.requireSame(from, classes);
            Checkpoint.in(from).readLocalizer(manager, network.classifier());
            return;
        }
        Weights.Report report = Weights.initialize(network.classifier(), from);
        System.err.println(
                from + ": random for want of weights: " + report.missing() + ", not used: " + report.unexpected());
    }
}
