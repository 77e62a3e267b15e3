package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Refinement;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.network.Network;
import dev.eader.training.onnx.ExportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Holds an exported file against the network that it came from, on real pictures. Attention is held to its limit where a
 * class is present: min-max stretches the all but empty map of an absent class, and its rounding errors with it.
 */
@Command(
        name = "verify",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Runs the same pictures through DJL and through the ONNX file; prints the largest differences.")
public final class Verify implements Callable<Integer> {
    private static final double MAX_SCORE_DIFFERENCE = 1e-5;
    private static final double MAX_ATTENTION_DIFFERENCE = 1e-4;
    private static final double LEAST_EQUAL = .999;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the run.")
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
        Run run = Run.read(folder);
        Dataset dataset = run.labelled(split, count);
        double score = 0;
        double attention = 0;
        double absent = 0;
        long equal = 0;
        long pixels = 0;
        try (NDManager manager = NDManager.newBaseManager();
                Network localizer = run.localizer(manager);
                ExportedModel file = ExportedModel.of(Files.readAllBytes(model))) {
            Checkpoint.in(folder).readLocalizer(manager, localizer);
            ClassLists.requireSame(model, file, "the run", run.classes());
            double atScore = file.number("eader.score_threshold");
            double above = file.number("eader.background_threshold");
            Refinement refinement = refinement(file.metadata());
            for (int i = 0; i < Math.min(count, dataset.size()); i++) {
                Pixels picture = dataset.sample(i * dataset.size() / Math.min(count, dataset.size()))
                        .pixels();
                InputSize size = InputSize.of(picture.width(), picture.height(), file.inputSize());
                Pixels scaled = picture.resize(size.width(), size.height());
                AttentionMaps expected = AttentionMaps.of(localizer, manager, scaled);
                try (OrtSession.Result result = file.run(scaled)) {
                    float[] scores = ExportedModel.scores(result);
                    float[][][] maps = ((float[][][][])
                                    result.get("attention").orElseThrow().getValue())
                            [0];
                    byte[] labels = ExportedModel.labels(result);
                    score = Math.max(score, difference(scores, expected.scores()));
                    boolean[] present = Evaluation.presentClasses(expected.scores(), atScore);
                    for (int c = 0; c < maps.length; c++) {
                        double differs = difference(flatten(maps[c]), expected.atStride(c));
                        attention = present[c] ? Math.max(attention, differs) : attention;
                        absent = present[c] ? absent : Math.max(absent, differs);
                    }
                    AttentionMaps shown = refinement == null ? expected : refinement.refine(manager, scaled, expected);
                    byte[] expectedLabels = shown.labelMap(present, above);
                    for (int at = 0; at < labels.length; at++) {
                        equal += labels[at] == expectedLabels[at] ? 1 : 0;
                    }
                    pixels += expectedLabels.length;
                }
            }
        }
        double share = (double) equal / pixels;
        boolean held = score <= MAX_SCORE_DIFFERENCE && attention <= MAX_ATTENTION_DIFFERENCE && share >= LEAST_EQUAL;
        System.out.printf(
                Locale.ROOT,
                "%s: scores differ by %.1e at most (allowed %.0e), attention by %.1e (%.0e) where a class is"
                        + " present and %.1e where it is not; label maps equal on %.4f%% of pixels (%.1f%%)%n",
                held ? "equal" : "NOT EQUAL",
                score,
                MAX_SCORE_DIFFERENCE,
                attention,
                MAX_ATTENTION_DIFFERENCE,
                absent,
                100 * share,
                100 * LEAST_EQUAL);
        return held ? 0 : 1;
    }

    /** What the file's card says of its label map; null for none. */
    private static Refinement refinement(Map<String, String> metadata) throws IOException {
        String card = metadata.getOrDefault("eader.card", "{}");
        return Run.JSON.treeToValue(Run.JSON.readTree(card).path("refinement"), Refinement.class);
    }

    private static float[] flatten(float[][] map) {
        float[] flat = new float[map.length * map[0].length];
        for (int row = 0; row < map.length; row++) {
            System.arraycopy(map[row], 0, flat, row * map[row].length, map[row].length);
        }
        return flat;
    }

    private static double difference(float[] a, float[] b) {
        double most = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }
}
