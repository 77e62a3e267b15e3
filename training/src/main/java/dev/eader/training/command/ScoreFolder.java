package dev.eader.training.command;

import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.PictureFiles;
import dev.eader.training.command.run.Progress;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.VocDataset;
import dev.eader.training.evaluation.FolderScore;
import dev.eader.training.evaluation.FolderScorer;
import dev.eader.training.evaluation.SegmentationMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a folder of label maps or attention maps against masks. */
@Command(
        name = "score",
        description = "Evaluates a folder of label files ID.png, or with --maps of attention maps ID.npz, against"
                + " masks; writes score.json into the folder.")
final class ScoreFolder implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Folder with one file for each picture of the split.")
    Path folder;

    @Option(names = "--voc", required = true, description = "VOC folder with masks in SegmentationClass.")
    Path voc;

    @Option(names = "--split", defaultValue = "val", description = "Split of --voc.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--maps", description = "Evaluate attention maps with given labels, at all background thresholds.")
    boolean maps;

    @Option(names = "--per-class-thresholds", description = "With --maps, also choose a threshold for each class.")
    boolean perClass;

    @Override
    public Integer call() throws IOException {
        if (perClass && !maps) {
            throw new IllegalArgumentException("--per-class-thresholds is accepted only with --maps");
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is not a folder");
        }
        VocDataset.requireMasks(voc);
        Dataset dataset = new VocDataset(voc, split, true);
        if (maps) {
            PictureFiles.requireClasses(folder, dataset);
        }
        FolderScorer scoring = new FolderScorer(dataset, split);
        FolderScore score;
        try (Progress bar = Progress.of("score", dataset.size())) {
            score = maps ? scoring.attention(folder, perClass, bar::stepTo) : scoring.labels(folder, bar::stepTo);
        }
        JsonFiles.write(folder.resolve("score.json"), score);
        PrintStream out = System.out;
        if (score.backgroundThreshold() != null) {
            out.printf(Locale.ROOT, "background threshold %.2f%n", score.backgroundThreshold());
        }
        print(out, score.figures());
        if (score.whereSure() != null) {
            out.printf(Locale.ROOT, "%.2f%% of the pixels are unsure; results without them:%n", score.unsure());
            print(out, score.whereSure());
        }
        if (score.perClass() != null) {
            out.println("with thresholds " + score.perClass().thresholds() + ":");
            print(out, score.perClass().figures());
        }
        return 0;
    }

    private static void print(PrintStream out, SegmentationMetrics figures) {
        SegmentationMetrics.Means classes = figures.classes();
        out.printf(Locale.ROOT, "%-16s %9s %9s %9s%n", "", "IoU", "precision", "recall");
        String line = "%-16s %9.2f %9.2f %9.2f%n";
        out.printf(Locale.ROOT, line, "mean", figures.meanIou(), figures.meanPrecision(), figures.meanRecall());
        out.printf(
                Locale.ROOT, line, "mean of classes", classes.meanIou(), classes.meanPrecision(), classes.meanRecall());
        figures.iou()
                .forEach((label, iou) -> out.printf(
                        Locale.ROOT,
                        line,
                        label,
                        iou,
                        figures.precision().get(label),
                        figures.recall().get(label)));
    }
}
