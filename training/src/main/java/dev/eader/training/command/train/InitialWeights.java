package dev.eader.training.command.train;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import dev.eader.training.onnx.ModelWeights;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights that a network starts from: those of a run, of a safetensors file, of an exported model or of the model in this
 * program. Everything that is loaded, and everything that stays random, is printed.
 *
 * @param from value of {@code --init}, not {@link #RANDOM}
 */
public record InitialWeights(String from) {
    /** The model in this program. */
    public static final String DEFAULT = "default";

    /** No initial weights. */
    public static final String RANDOM = "random";

    /** The accepted values, for descriptions of options. */
    public static final String ACCEPTED =
            "run folder, FILE.safetensors, MODEL.onnx, random, or default (the model in this program).";

    /**
     * Network and initial weights of a run.
     *
     * @param network name of an {@link Architecture}
     * @param from {@link #DEFAULT}, weights file, model or run folder; null for random weights
     * @param batchNorm whether {@code from} is a run with batch normalisation
     */
    public record Choice(String network, String from, boolean batchNorm) {
        /** The same weights at the network's stride of 32. */
        public Choice atStride32() {
            return new Choice(Architecture.of(network).family(), from, batchNorm);
        }
    }

    /**
     * Chooses the network and the initial weights of a new run. Without options, both are those of the model in this program. For
     * a network that this model does not fit, the weights are random, which is printed.
     *
     * @param option name of the option for initial weights
     * @param from its value; null if not given
     * @param networkOption name of the option for the network
     * @param network its value; null if not given
     * @throws IllegalArgumentException if the weights do not exist, belong to another network, or do not name their network
     */
    public static Choice choose(String option, Path from, String networkOption, String network) throws IOException {
        String given = from == null ? DEFAULT : from.toString();
        if (given.equals(RANDOM)) {
            return new Choice(network == null ? ModelWeights.embedded().network() : network, null, false);
        }
        if (!given.equals(DEFAULT) && !Files.exists(Path.of(given))) {
            throw new IllegalArgumentException(option + " " + given + " does not exist; accepted are: " + ACCEPTED);
        }
        JsonNode run = Files.isDirectory(Path.of(given)) ? new RunFolder(Path.of(given)).settings() : null;
        String own = run != null
                ? run.path(run.has("backbone") ? "backbone" : "localizer").asText(null)
                : isModel(given) ? model(given).network() : null;
        if (network == null && own == null) {
            throw new IllegalArgumentException(
                    networkOption + " is missing, and " + given + " does not name the network of its weights; give it");
        }
        boolean fits = network == null || own == null || family(network).equals(family(own));
        if (!fits && from == null) {
            System.err.println(networkOption + " " + network + " starts from random weights, because the model in this"
                    + " program is a " + family(own) + "; " + option + " accepts other weights");
            return new Choice(network, null, false);
        }
        if (!fits) {
            throw new IllegalArgumentException(networkOption + " " + network + " differs from the network of " + option
                    + " " + given + ", which is " + own + "; they may differ in stride only; omit " + networkOption);
        }
        return new Choice(
                network == null ? own : network,
                given,
                run != null && run.path("batchNorm").asBoolean());
    }

    /**
     * Loads the weights into a network.
     *
     * @return whether batch normalisation has no statistics yet and must be calibrated
     * @throws IllegalArgumentException if the weights belong to another network, or the run has other classes
     */
    public boolean load(NDManager manager, Network network, List<String> classes) throws IOException {
        if (isRun()) {
            run(classes).readLocalizer(manager, network);
            return false;
        }
        Weights.Report report =
                isModel(from) ? model(from).initialize(network, classes) : Weights.initialize(network, Path.of(from));
        System.err.println(from + ": weights missing and therefore random: " + report.missing() + "; not used: "
                + report.unexpected());
        return report.calibrate();
    }

    /**
     * Loads the weights into a student: those of its backbone, in which batch normalisation is folded, and of its head if there is
     * one of the same shape.
     *
     * @throws IllegalArgumentException as from {@link #load(NDManager, Network, List)}
     */
    public void load(NDManager manager, Student student, List<String> classes) throws IOException {
        boolean hasHead = false;
        if (isRun()) {
            Checkpoint checkpoint = run(classes);
            checkpoint.foldLocalizer(manager, student.network());
            hasHead = checkpoint.readIfFits(manager, "head", student.state().get("head"));
        } else {
            load(manager, student.network(), classes);
            hasHead = isModel(from) && model(from).initializeHead(student, classes);
        }
        System.err.println(from + ": the student's head " + (hasHead ? "is loaded" : "starts at random"));
    }

    private boolean isRun() {
        return Files.isDirectory(Path.of(from));
    }

    private Checkpoint run(List<String> classes) throws IOException {
        RunFolder run = new RunFolder(Path.of(from));
        run.requireClasses(classes);
        return run.checkpoint();
    }

    private static boolean isModel(String from) {
        return from.equals(DEFAULT) || from.endsWith(".onnx");
    }

    private static ModelWeights model(String from) throws IOException {
        return from.equals(DEFAULT) ? ModelWeights.embedded() : ModelWeights.read(Path.of(from));
    }

    private static String family(String network) {
        return Architecture.of(network).family();
    }
}
