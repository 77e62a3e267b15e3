package dev.eader.training.command.model;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunData;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.evaluation.SegmentationMetrics;
import dev.eader.training.evaluation.ThresholdSweep;
import dev.eader.training.threshold.BackgroundCriterion;
import dev.eader.training.threshold.KnownAttention;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Compares the background thresholds that are chosen without masks with the best by masks: once chosen on the measured
 * pictures, once on training pictures.
 *
 * @param source of the maps
 * @param criteria creates the criteria without pictures
 * @param trainingPictures number of training pictures
 */
record CompareCriteria(AttentionSource source, Supplier<List<BackgroundCriterion>> criteria, int trainingPictures) {

    /** Prints a row for each criterion: thresholds, mIoU with given labels, and the loss against the best threshold. */
    void print(Dataset measured, Dataset training) {
        List<BackgroundCriterion> own = criteria.get();
        List<BackgroundCriterion> other = criteria.get();
        ThresholdSweep sweep = new ThresholdSweep(measured.classes().size());
        int[] sample = RunData.spread(training, trainingPictures).toArray();
        try (Progress bar = Progress.of("criteria", (long) measured.size() + sample.length)) {
            for (int i = 0; i < measured.size(); i++) {
                Sample picture = measured.sample(i);
                AttentionMaps maps = source.maps(picture);
                sweep.add(maps, Evaluation.presentClasses(picture.labels(), .5), picture);
                own.forEach(criterion -> criterion.add(KnownAttention.of(picture, maps)));
                bar.step();
            }
            for (int i : sample) {
                Sample picture = training.sample(i);
                KnownAttention known = KnownAttention.of(picture, source.maps(picture));
                other.forEach(criterion -> criterion.add(known));
                bar.step();
            }
        }
        System.out.printf(
                Locale.ROOT, "%-70s %28s   %28s%n", "", measured.size() + " measured", sample.length + " training");
        System.out.printf(
                Locale.ROOT,
                "%-70s %9s %8s %9s   %9s %8s %9s%n",
                "criterion",
                "threshold",
                "mIoU",
                "loss",
                "threshold",
                "mIoU",
                "loss");
        double best = ThresholdSweep.threshold(sweep.best());
        System.out.printf(Locale.ROOT, "%-70s %s%n", "best by masks", row(sweep, best));
        for (int c = 0; c < own.size(); c++) {
            System.out.printf(
                    Locale.ROOT,
                    "%-70s %s   %s%n",
                    own.get(c).description(),
                    row(sweep, own.get(c).threshold()),
                    row(sweep, other.get(c).threshold()));
        }
    }

    private static String row(ThresholdSweep sweep, double threshold) {
        double miou = miou(sweep, (int) Math.round(threshold * 100) - 1);
        return String.format(Locale.ROOT, "%9.2f %8.2f %9.2f", threshold, miou, miou - miou(sweep, sweep.best()));
    }

    private static double miou(ThresholdSweep sweep, int step) {
        return SegmentationMetrics.percent(sweep.at(step).meanIou());
    }
}
