package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** Measures what a pass left in a folder, one file for each picture, against masks: at the pictures' own size. */
public final class FolderScorer {
    private static final int UNSURE = 255;

    private final Dataset dataset;
    private final String split;

    /** @param dataset with masks */
    public FolderScorer(Dataset dataset, String split) {
        this.dataset = dataset;
        this.split = split;
    }

    /**
     * @param progress is told after each picture how many are done
     * @throws DatasetException when a {@link LabelFile} is missing, has another size or holds a label that is none
     */
    public FolderScore labels(Path folder, IntConsumer progress) {
        int classes = dataset.classes().size();
        ConfusionMatrix all = new ConfusionMatrix(classes + 1);
        ConfusionMatrix sure = new ConfusionMatrix(classes + 1);
        long unsure = 0;
        long pixels = 0;
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            Path file = file(folder, sample, ".png");
            LabelFile predicted = LabelFile.read(file);
            fits(file, predicted.width(), predicted.height(), sample);
            for (int at = 0; at < predicted.labels().length; at++) {
                int label = predicted.labels()[at] & 255;
                if (label > classes && label != UNSURE) {
                    throw new DatasetException(String.format(
                            Locale.ROOT,
                            "%s has the label %d; with %d classes, labels are 0 to %d, and 255 unsure",
                            file,
                            label,
                            classes,
                            classes));
                }
                byte truth = sample.truth()[at];
                if (truth != Dataset.IGNORE) {
                    pixels++;
                    unsure += label == UNSURE ? 1 : 0;
                    all.add(truth, label == UNSURE ? 0 : label, 1);
                    sure.add(truth, label == UNSURE ? 0 : label, label == UNSURE ? 0 : 1);
                }
            }
            progress.accept(i + 1);
        }
        return new FolderScore(
                "labels",
                split,
                dataset.size(),
                dataset.fingerprint(),
                null,
                SegmentationMetrics.of(all, dataset.classes()),
                SegmentationMetrics.percent((double) unsure / pixels),
                unsure == 0 ? null : SegmentationMetrics.of(sure, dataset.classes()),
                null,
                null);
    }

    /**
     * Sweeps the background threshold over {@link AttentionFile}s, each of which names the classes that are given.
     *
     * @param perClass whether to search a threshold for each class too
     * @param progress is told after each picture how many are done
     * @throws DatasetException when a file is missing, has another size or holds a class that is none
     */
    public FolderScore attention(Path folder, boolean perClass, IntConsumer progress) {
        List<String> classes = dataset.classes();
        ThresholdSweep sweep = new ThresholdSweep(classes.size());
        ClassThresholds search = new ClassThresholds(classes.size());
        List<boolean[]> given = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            Path file = file(folder, sample, ".npz");
            AttentionFile attention = AttentionFile.read(file);
            fits(file, attention.width(), attention.height(), sample);
            boolean[] present = present(file, attention);
            AttentionMaps maps = attention.maps(classes.size());
            sweep.add(maps, present, sample);
            if (perClass) {
                search.add(maps, present, sample);
                given.add(present);
            }
            progress.accept(i + 1);
        }
        int best = sweep.best();
        List<FolderScore.Point> curve = new ArrayList<>();
        for (int step = 0; step < ThresholdSweep.STEPS; step++) {
            curve.add(new FolderScore.Point(
                    ThresholdSweep.threshold(step),
                    SegmentationMetrics.percent(sweep.at(step).meanIou())));
        }
        return new FolderScore(
                "attention",
                split,
                dataset.size(),
                dataset.fingerprint(),
                ThresholdSweep.threshold(best),
                SegmentationMetrics.of(sweep, best, classes),
                null,
                null,
                curve,
                perClass ? perClass(search, best, given::get) : null);
    }

    private FolderScore.PerClass perClass(ClassThresholds search, int start, ClassThresholds.Mode given) {
        double[] thresholds = search.search(start, List.of(given));
        return new FolderScore.PerClass(
                ClassThresholds.named(thresholds, dataset.classes()),
                SegmentationMetrics.of(search.at(thresholds, given), dataset.classes()));
    }

    private boolean[] present(Path file, AttentionFile attention) {
        boolean[] present = new boolean[dataset.classes().size()];
        for (int c : attention.classes()) {
            if (c < 0 || c >= present.length) {
                throw new DatasetException(
                        file + " has the class " + c + "; with " + present.length + " they are from 0 up");
            }
            present[c] = true;
        }
        return present;
    }

    private static Path file(Path folder, Sample sample, String ending) {
        Path file = folder.resolve(sample.id() + ending);
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file + " is missing: there must be one for each picture of the split");
        }
        return file;
    }

    private static void fits(Path file, int width, int height, Sample sample) {
        if (width != sample.pixels().width() || height != sample.pixels().height()) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%s is for %dx%d pixels, its picture has %dx%d",
                    file,
                    width,
                    height,
                    sample.pixels().width(),
                    sample.pixels().height()));
        }
    }
}
