package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Views;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.onnx.ExportedModel;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds an exported file against the student that it came from, on real pictures. */
@Command(
        name = "verify",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Runs the same pictures through DJL and through the ONNX file; prints the differences.")
public final class StudentVerify implements Callable<Integer> {
    private static final double MAX_SCORE_DIFFERENCE = 1e-5;
    private static final double LEAST_EQUAL = .999;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the student's run.")
    public Path folder;

    @Parameters(index = "1", paramLabel = "MODEL", description = "The ONNX file.")
    public Path model;

    @Option(names = "--split", defaultValue = "val", description = "Split of the folder to take pictures from.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String split;

    @Option(names = "--count", defaultValue = "32", description = "Pictures.")
    @Range(min = 1, max = 10_000_000)
    public int count;

    @Override
    public Integer call() throws IOException, OrtException {
        StudentRun run = StudentRun.read(folder);
        Dataset dataset = run.labelled(split);
        double score = 0;
        long equal = 0;
        long pixels = 0;
        try (NDManager manager = NDManager.newBaseManager();
                Student student = run.trained(manager, folder);
                ExportedModel file = ExportedModel.of(Files.readAllBytes(model))) {
            ClassLists.requireSame(model, file, "the run", run.classes());
            double atScore = file.number("eader.score_threshold");
            double above = file.number("eader.background_threshold");
            StudentMaps source = new StudentMaps(student, manager, Views.single(file.inputSize()));
            int shown = Math.min(count, dataset.size());
            for (int i = 0; i < shown; i++) {
                Dataset.Sample sample = dataset.sample(i * dataset.size() / shown);
                AttentionMaps expected = source.maps(sample);
                byte[] labels = expected.labelMap(Evaluation.presentClasses(expected.scores(), atScore), above);
                Pixels picture = sample.pixels();
                InputSize size = InputSize.of(picture.width(), picture.height(), file.inputSize());
                try (OrtSession.Result result = file.run(picture.resize(size.width(), size.height()))) {
                    float[] scores = ExportedModel.scores(result);
                    for (int c = 0; c < scores.length; c++) {
                        score = Math.max(score, Math.abs(scores[c] - expected.scores()[c]));
                    }
                    byte[] served = ExportedModel.labels(result);
                    for (int at = 0; at < labels.length; at++) {
                        equal += labels[at] == served[at] ? 1 : 0;
                    }
                    pixels += labels.length;
                }
            }
        }
        double share = (double) equal / pixels;
        boolean held = score <= MAX_SCORE_DIFFERENCE && share >= LEAST_EQUAL;
        System.out.printf(
                Locale.ROOT,
                "%s: scores differ by %.1e at most (allowed %.0e); label maps equal on %.4f%% of pixels (%.1f%%)%n",
                held ? "equal" : "NOT EQUAL",
                score,
                MAX_SCORE_DIFFERENCE,
                100 * share,
                100 * LEAST_EQUAL);
        return held ? 0 : 1;
    }
}
