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
import java.util.function.IntConsumer;

/**
 * Measures a folder with one file per picture, as training passes write it, against masks, at the size of the pictures.
 */
public final class FolderScorer {
    private static final int UNCERTAIN = 255;

    private final Dataset dataset;
    private final String split;

    /** @param dataset data set with masks */
    public FolderScorer(Dataset dataset, String split) {
        this.dataset = dataset;
        this.split = split;
    }

    /**
     * Measures {@link LabelFile}s.
     *
     * @param progress receives the number of processed pictures after each picture
     * @throws DatasetException if a file is missing, has another size than its picture or an unknown label
     */
    public FolderScore labels(Path folder, IntConsumer progress) {
        int classes = dataset.classes().size();
        ConfusionMatrix all = new ConfusionMatrix(classes + 1);
        ConfusionMatrix sure = new ConfusionMatrix(classes + 1);
        long uncertain = 0;
        long pixels = 0;
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            Path file = file(folder, sample, ".png");
            LabelFile predicted = LabelFile.read(file);
            checkSize(file, predicted.width(), predicted.height(), sample);
            for (int at = 0; at < predicted.labels().length; at++) {
                int label = predicted.labels()[at] & 255;
                if (label > classes && label != UNCERTAIN) {
                    throw new DatasetException(file + " has the label " + label + "; labels must be 0 to " + classes
                            + " (number of classes), or 255 if uncertain");
                }
                byte truth = sample.truth()[at];
                if (truth != Dataset.IGNORE) {
                    pixels++;
                    uncertain += label == UNCERTAIN ? 1 : 0;
                    all.add(truth, label == UNCERTAIN ? 0 : label, 1);
                    sure.add(truth, label == UNCERTAIN ? 0 : label, label == UNCERTAIN ? 0 : 1);
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
                SegmentationMetrics.percent((double) uncertain / pixels),
                uncertain == 0 ? null : SegmentationMetrics.of(sure, dataset.classes()),
                null,
                null);
    }

    /**
     * Measures {@link AttentionFile}s at all background thresholds; the classes in a file are the known labels of its
     * picture.
     *
     * @param perClass whether to search for a threshold for each class too
     * @param progress receives the number of processed pictures after each picture
     * @throws DatasetException if a file is missing, has another size than its picture or an unknown class
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
            checkSize(file, attention.width(), attention.height(), sample);
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
                        file + " has the class " + c + "; classes must be 0 to " + (present.length - 1));
            }
            present[c] = true;
        }
        return present;
    }

    private static Path file(Path folder, Sample sample, String extension) {
        Path file = folder.resolve(sample.id() + extension);
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file + " is missing; the folder must have a file for each picture of the split");
        }
        return file;
    }

    private static void checkSize(Path file, int width, int height, Sample sample) {
        if (width != sample.pixels().width() || height != sample.pixels().height()) {
            throw new DatasetException(file + " is for a picture of " + width + "x" + height
                    + " pixels, but its picture has " + sample.pixels().width() + "x"
                    + sample.pixels().height());
        }
    }
}
