package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.attention.Refinement;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.options.Int8Options;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.onnx.LocalizerExport;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.StudentExport;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an evaluated run as one ONNX file that the service accepts. */
public abstract class Export implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run, which must be evaluated first.")
    Path folder;

    @Option(names = "--out", required = true, description = "The ONNX file.")
    Path out;

    @Option(names = "--name", required = true, description = "Name of the model.")
    @TextFormat(TextFormat.Text.TEXT)
    String name;

    @Option(names = "--model-version", defaultValue = "1", description = "Version of the model.")
    @TextFormat(TextFormat.Text.TEXT)
    String version;

    @Option(names = "--beside", paramLabel = "RUN", description = "Evaluated run whose results the card also states.")
    Path beside;

    @Option(names = "--made-by", description = "Script that reproduces the model, stated in the card.")
    @TextFormat(TextFormat.Text.TEXT)
    String madeBy;

    @Mixin
    Int8Options precision;

    /** Exports a localizer. */
    @Command(name = "export", description = "Writes an evaluated run as an ONNX file with its card.")
    public static final class OfLocalizer extends Export {
        @Mixin
        RefineOptions refining;

        @Override
        public Integer call() throws IOException {
            Refinement refinement = refining.refinement();
            RunFolder source = new RunFolder(folder);
            ErasingRun run = ErasingRun.read(source);
            EvaluationCard card = card(folder, refinement);
            ObjectNode json = json(run, card);
            if (refinement != null) {
                json.set("refinement", JsonFiles.JSON.valueToTree(refinement));
            }
            if (beside != null) {
                ErasingRun other = ErasingRun.read(new RunFolder(beside));
                json.putObject("beside")
                        .put("alpha", other.weighting().alpha())
                        .put("seed", other.seed())
                        .set("evaluation", JsonFiles.JSON.valueToTree(card(beside, refinement)));
            }
            try (NDManager manager = NDManager.newBaseManager();
                    Network localizer = run.trained(manager, source)) {
                LocalizerExport export = new LocalizerExport(localizer, thresholds(card), refinement);
                write(
                        run,
                        card,
                        export.model(metadata(run.trainingData(), run.networks().localizer(), card, json)));
            }
            return 0;
        }
    }

    /** Exports a student. */
    @Command(name = "export", description = "Writes an evaluated student as an ONNX file with its card.")
    public static final class OfStudent extends Export {
        @Override
        public Integer call() throws IOException {
            RunFolder source = new RunFolder(folder);
            StudentRun run = StudentRun.read(source);
            EvaluationCard card = card(folder, null);
            ObjectNode json = json(run, card);
            if (beside != null) {
                ObjectNode other = json.putObject("beside");
                other.set("training", RunFolder.withoutFolders(new RunFolder(beside).settings()));
                other.set("evaluation", JsonFiles.JSON.valueToTree(card(beside, null)));
            }
            try (NDManager manager = NDManager.newBaseManager();
                    Student student = run.trained(manager, source)) {
                StudentExport export = new StudentExport(student, thresholds(card));
                write(
                        run,
                        card,
                        export.model(metadata(run.trainingData(), run.networks().backbone(), card, json)));
            }
            return 0;
        }
    }

    /**
     * Reads the card of a single view. Refined maps have other thresholds and therefore another card.
     *
     * @throws IllegalArgumentException if there is no card for this refinement
     */
    static EvaluationCard card(Path run, Refinement refinement) throws IOException {
        String name = RunFolder.cardName(Views.single(1), refinement != null);
        Path file = run.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing: run `evaluate`"
                    + (refinement == null ? "" : " with the same --refine options")
                    + " first, because the model contains the thresholds of the card");
        }
        EvaluationCard card = new RunFolder(run).card(name);
        if (!Objects.equals(card.refinement(), refinement)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s was evaluated with %s, not with %s: give `evaluate` and `export` the same --refine options",
                    file,
                    card.refinement(),
                    refinement));
        }
        return card;
    }

    static Thresholds thresholds(EvaluationCard card) {
        return new Thresholds(card.scoreThreshold(), card.backgroundThreshold());
    }

    /** The card in the model's metadata: settings of the training and results of the evaluation. */
    final ObjectNode json(RunSettings run, EvaluationCard card) {
        ObjectNode json = JsonFiles.JSON.createObjectNode();
        if (madeBy != null) {
            json.put("made_by", madeBy);
        }
        json.set("training", RunFolder.withoutFolders(JsonFiles.JSON.valueToTree(run)));
        json.set("evaluation", JsonFiles.JSON.valueToTree(card));
        precision.describe(json);
        return json;
    }

    final Map<String, String> metadata(RunData data, String network, EvaluationCard card, ObjectNode json)
            throws IOException {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("eader.contract", "1");
        metadata.put("eader.name", name);
        metadata.put("eader.version", version);
        metadata.put("eader.classes", ClassLists.json(data.classes()));
        metadata.put("eader.score_threshold", String.valueOf(card.scoreThreshold()));
        metadata.put("eader.background_threshold", String.valueOf(card.backgroundThreshold()));
        metadata.put("eader.input_size", String.valueOf(card.longSide()));
        metadata.put("eader.stride", String.valueOf(Architecture.of(network).stride()));
        metadata.put("eader.card", json.toString());
        return metadata;
    }

    final void write(RunSettings run, EvaluationCard card, byte[] exported) throws IOException {
        byte[] model = precision.apply(
                exported, card.longSide(), () -> run.trainingData().labelled("train", precision.count(), run.seed()));
        Files.createDirectories(out.toAbsolutePath().getParent());
        AtomicFile.write(out, model);
        System.out.printf(Locale.ROOT, "%s: %,d bytes%n", out, model.length);
    }
}
