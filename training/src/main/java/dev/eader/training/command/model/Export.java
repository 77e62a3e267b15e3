package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.attention.Refinement;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Int8Options;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.network.Network;
import dev.eader.training.onnx.LocalizerExport;
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

/** Writes a run's localizer as the ONNX file that the service takes. */
@Command(
        name = "export",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Writes an evaluated run as one ONNX file, with its thresholds and its card inside.")
public final class Export implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run; `evaluate` it first.")
    public Path folder;

    @Option(names = "--out", required = true, description = "The ONNX file.")
    public Path out;

    @Option(names = "--name", required = true, description = "The model's name.")
    @Form(pattern = Form.TEXT, accepts = Form.TEXTS)
    public String name;

    @Option(names = "--model-version", defaultValue = "1", description = "The model's version.")
    @Form(pattern = Form.TEXT, accepts = Form.TEXTS)
    public String version;

    @Option(
            names = "--beside",
            paramLabel = "RUN",
            description = "An evaluated run to tell of in the card, as alpha 0.")
    public Path beside;

    @Option(names = "--made-by", description = "What makes the model again, as a script's name; for the card.")
    @Form(pattern = Form.TEXT, accepts = Form.TEXTS)
    public String madeBy;

    @Mixin
    public RefineOptions refining;

    @Mixin
    public Int8Options precision;

    private Refinement refinement;

    @Override
    public Integer call() throws IOException {
        refinement = refining.refinement();
        Run run = Run.read(folder);
        EvaluationCard card = card(folder);
        byte[] model;
        try (NDManager manager = NDManager.newBaseManager();
                Network localizer = run.localizer(manager)) {
            Checkpoint.in(folder).readLocalizer(manager, localizer);
            LocalizerExport.Thresholds thresholds =
                    new LocalizerExport.Thresholds(card.scoreThreshold(), card.backgroundThreshold());
            model = new LocalizerExport(localizer, thresholds, refinement).model(metadata(run, card));
        }
        model = precision.of(model, card.longSide(), () -> run.labelled("train", precision.count));
        Files.createDirectories(out.toAbsolutePath().getParent());
        AtomicFile.write(out, model);
        System.out.printf(Locale.ROOT, "%s: %,d bytes%n", out, model.length);
        return 0;
    }

    private Map<String, String> metadata(Run run, EvaluationCard card) throws IOException {
        ObjectMapper compact = new ObjectMapper();
        ObjectNode told = compact.createObjectNode();
        if (madeBy != null) {
            told.put("made_by", madeBy);
        }
        told.set("training", Run.withoutFolders(compact.valueToTree(run)));
        told.set("evaluation", compact.valueToTree(card));
        precision.tell(told);
        if (refinement != null) {
            told.set("refinement", compact.valueToTree(refinement));
        }
        if (beside != null) {
            ObjectNode other = told.putObject("beside");
            other.put("alpha", Run.read(beside).weighting().alpha());
            other.put("seed", Run.read(beside).seed());
            other.set("evaluation", compact.valueToTree(card(beside)));
        }
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("eader.contract", "1");
        metadata.put("eader.name", name);
        metadata.put("eader.version", version);
        metadata.put("eader.classes", ClassLists.json(run.classes()));
        metadata.put("eader.score_threshold", String.valueOf(card.scoreThreshold()));
        metadata.put("eader.background_threshold", String.valueOf(card.backgroundThreshold()));
        metadata.put("eader.input_size", String.valueOf(card.longSide()));
        metadata.put(
                "eader.stride",
                String.valueOf(dev.eader.training.network.Architecture.of(run.localizer())
                        .stride()));
        metadata.put("eader.card", compact.writeValueAsString(told));
        return metadata;
    }

    /** Thresholds hold for the maps that they were found with, so refined maps take a card of their own. */
    private EvaluationCard card(Path folder) throws IOException {
        Path file = folder.resolve(refinement == null ? "card.json" : "card-refined.json");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s has no %s: `evaluate` it first%s, so that the file can hold its thresholds",
                    folder,
                    file.getFileName(),
                    refinement == null ? "" : " with the same --refine"));
        }
        EvaluationCard card = JsonFiles.read(file, EvaluationCard.class, "`evaluate` writes it");
        if (!Objects.equals(card.refinement(), refinement)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is of %s, not of %s: `evaluate` and `export` take the same --refine options",
                    file,
                    card.refinement(),
                    refinement));
        }
        return card;
    }
}
