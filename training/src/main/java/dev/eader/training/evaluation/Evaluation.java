package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Measures attention maps against masks: one confusion matrix over the set, labels given and labels predicted. */
public final class Evaluation {
    private static final double[] SCORES = {.3, .35, .4, .45, .5, .55, .6, .65, .7};

    private final AttentionSource source;
    private final Views views;
    private final double[] candidates;

    /** @param views that the source shows a network, for the card to tell */
    public Evaluation(AttentionSource source, Views views) {
        this(source, views, SCORES);
    }

    /** @param candidates the score thresholds to choose from, at least one */
    public Evaluation(AttentionSource source, Views views, double[] candidates) {
        this.source = source;
        this.views = views;
        this.candidates = candidates.clone();
        Arrays.sort(this.candidates);
    }

    /**
     * Chooses the thresholds that are best on this set: the score's by the best mIoU with labels predicted, the background's
     * by the mean of both modes. They are fitted to it, and the card says so by naming the set.
     *
     * @param perClass whether to search a background threshold for each class too
     * @param progress is told after each picture how many are done
     */
    public EvaluationCard run(Dataset dataset, String split, boolean perClass, IntConsumer progress) {
        int classes = dataset.classes().size();
        ThresholdSweep given = new ThresholdSweep(classes);
        List<ThresholdSweep> predicted = new ArrayList<>();
        ClassThresholds search = new ClassThresholds(classes);
        List<float[]> labels = new ArrayList<>();
        List<float[]> scores = new ArrayList<>();
        long[] right = new long[candidates.length];
        for (double ignored : candidates) {
            predicted.add(new ThresholdSweep(classes));
        }
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            AttentionMaps maps = source.maps(sample);
            given.add(maps, presentClasses(sample.labels(), .5), sample);
            for (int s = 0; s < candidates.length; s++) {
                boolean[] present = presentClasses(maps.scores(), candidates[s]);
                predicted.get(s).add(maps, present, sample);
                right[s] += agreeing(present, sample.labels());
            }
            labels.add(sample.labels());
            scores.add(maps.scores());
            if (perClass) {
                search.add(maps, either(sample.labels(), maps.scores()), sample);
            }
            progress.accept(i + 1);
        }
        int score = bestScore(predicted);
        int step = bestStep(given, predicted.get(score));
        ClassThresholds.Mode givenMode = i -> presentClasses(labels.get(i), .5);
        ClassThresholds.Mode predictedMode = i -> presentClasses(scores.get(i), candidates[score]);
        return new EvaluationCard(
                split,
                dataset.size(),
                dataset.fingerprint(),
                views.longSide(),
                candidates[score],
                ThresholdSweep.threshold(step),
                SegmentationMetrics.of(given, step, dataset.classes()),
                SegmentationMetrics.of(predicted.get(score), step, dataset.classes()),
                SegmentationMetrics.percent((double) right[score] / dataset.size() / classes),
                curve(given, predicted.get(score)),
                views.scales(),
                views.flip(),
                perClass ? perClass(search, step, givenMode, predictedMode, dataset.classes()) : null,
                null);
    }

    private static List<EvaluationCard.Point> curve(ThresholdSweep given, ThresholdSweep predicted) {
        List<EvaluationCard.Point> curve = new ArrayList<>();
        for (int t = 4; t < ThresholdSweep.STEPS; t += 5) {
            curve.add(new EvaluationCard.Point(
                    ThresholdSweep.threshold(t),
                    SegmentationMetrics.percent(given.at(t).meanIou()),
                    SegmentationMetrics.percent(predicted.at(t).meanIou())));
        }
        return curve;
    }

    private static EvaluationCard.PerClass perClass(
            ClassThresholds search,
            int start,
            ClassThresholds.Mode given,
            ClassThresholds.Mode predicted,
            List<String> classes) {
        double[] thresholds = search.search(start, List.of(given, predicted));
        return new EvaluationCard.PerClass(
                ClassThresholds.named(thresholds, classes),
                SegmentationMetrics.of(search.at(thresholds, given), classes),
                SegmentationMetrics.of(search.at(thresholds, predicted), classes));
    }

    /** Classes that are given, or that the lowest score threshold would let through. */
    private boolean[] either(float[] labels, float[] scores) {
        boolean[] either = presentClasses(scores, candidates[0]);
        for (int c = 0; c < labels.length; c++) {
            either[c] |= labels[c] > .5;
        }
        return either;
    }

    /** Labels are predicted where the score is at least the threshold; a given label is 1. */
    public static boolean[] presentClasses(float[] scores, double threshold) {
        boolean[] present = new boolean[scores.length];
        for (int c = 0; c < scores.length; c++) {
            present[c] = scores[c] >= threshold;
        }
        return present;
    }

    private static int agreeing(boolean[] present, float[] labels) {
        int agreeing = 0;
        for (int c = 0; c < labels.length; c++) {
            agreeing += present[c] == labels[c] > .5 ? 1 : 0;
        }
        return agreeing;
    }

    private static int bestScore(List<ThresholdSweep> predicted) {
        int best = 0;
        double most = 0;
        for (int s = 0; s < predicted.size(); s++) {
            ThresholdSweep sweep = predicted.get(s);
            double iou = sweep.at(sweep.best()).meanIou();
            if (iou > most) {
                most = iou;
                best = s;
            }
        }
        return best;
    }

    private static int bestStep(ThresholdSweep given, ThresholdSweep predicted) {
        int best = 0;
        double most = 0;
        for (int step = 0; step < ThresholdSweep.STEPS; step++) {
            double both = given.at(step).meanIou() + predicted.at(step).meanIou();
            if (both > most) {
                most = both;
                best = step;
            }
        }
        return best;
    }
}
