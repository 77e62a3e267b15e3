package dev.eader.training.command.train;

import ai.djl.ndarray.NDManager;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights that a network starts from.
 *
 * @param from safetensors file with pretrained weights, or folder of a run
 */
public record InitialWeights(Path from) {

    public boolean isRun() {
        return Files.isDirectory(from);
    }

    /**
     * Loads the weights into a network: those of the file, or of the run's localizer.
     *
     * @return whether batch normalisation has no statistics yet and must be calibrated
     * @throws IllegalArgumentException if the run has other classes
     */
    public boolean load(NDManager manager, Network network, List<String> classes) throws IOException {
        if (isRun()) {
            RunFolder run = new RunFolder(from);
            run.requireClasses(classes);
            run.checkpoint().readLocalizer(manager, network);
            return false;
        }
        Weights.Report report = Weights.initialize(network, from);
        System.err.println(from + ": weights missing and therefore random: " + report.missing() + "; not used: "
                + report.unexpected());
        return report.calibrate();
    }
}
