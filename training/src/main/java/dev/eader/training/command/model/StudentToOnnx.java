package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Int8Options;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.network.Architecture;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.StudentExport;
import dev.eader.training.student.Student;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a student as the ONNX file that the service takes. */
@Command(
        name = "export",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Writes an evaluated student as one ONNX file, with its thresholds and its card inside.")
public final class StudentToOnnx implements Callable<Integer> {
    private static final ObjectMapper COMPACT = new ObjectMapper();

    @Parameters(paramLabel = "RUN", description = "Folder of the student's run; `student evaluate` it first.")
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
            description = "An evaluated run to tell of in the card, as the localizer that it learned from.")
    public Path beside;

    @Option(names = "--made-by", description = "What makes the model again, as a script's name; for the card.")
    @Form(pattern = Form.TEXT, accepts = Form.TEXTS)
    public String madeBy;

    @Mixin
    public Int8Options precision;

    @Override
    public Integer call() throws IOException {
        StudentRun run = StudentRun.read(folder);
        EvaluationCard card = card(folder);
        byte[] model;
        try (NDManager manager = NDManager.newBaseManager();
                Student student = run.trained(manager, folder)) {
            Thresholds thresholds = new Thresholds(card.scoreThreshold(), card.backgroundThreshold());
            model = new StudentExport(student, thresholds).model(metadata(run, card));
        }
        model = precision.of(model, card.longSide(), () -> run.labelled("train"));
        Files.createDirectories(out.toAbsolutePath().getParent());
        AtomicFile.write(out, model);
        System.out.printf(Locale.ROOT, "%s: %,d bytes%n", out, model.length);
        return 0;
    }

    private Map<String, String> metadata(StudentRun run, EvaluationCard card) throws IOException {
        ObjectNode told = COMPACT.createObjectNode();
        if (madeBy != null) {
            told.put("made_by", madeBy);
        }
        precision.tell(told);
        told.set("training", Run.withoutFolders(COMPACT.valueToTree(run)));
        told.set("evaluation", COMPACT.valueToTree(card));
        if (beside != null) {
            ObjectNode other = told.putObject("beside");
            other.set(
                    "training",
                    Run.withoutFolders(
                            JsonFiles.read(beside.resolve("run.json"), ObjectNode.class, "a training writes it")));
            other.set("evaluation", COMPACT.valueToTree(card(beside)));
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
                "eader.stride", String.valueOf(Architecture.of(run.backbone()).stride()));
        metadata.put("eader.card", COMPACT.writeValueAsString(told));
        return metadata;
    }

    private static EvaluationCard card(Path folder) throws IOException {
        Path file = folder.resolve("card.json");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    folder + " has no card.json: evaluate it first, so that the file can hold its thresholds");
        }
        return JsonFiles.read(file, EvaluationCard.class, "`student evaluate` writes it");
    }
}
