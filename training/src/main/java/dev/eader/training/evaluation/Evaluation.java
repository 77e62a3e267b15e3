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

/**
 * Measures attention maps against masks over a whole data set, in two modes: with the known image-level labels and with
 * the labels that the scores predict.
 */
public final class Evaluation {
    private static final double[] SCORE_THRESHOLDS = {.3, .35, .4, .45, .5, .55, .6, .65, .7};

    private final AttentionSource source;
    private final Views views;
    private final double[] scoreThresholds;

    /** @param views views that {@code source} combines; recorded in the card */
    public Evaluation(AttentionSource source, Views views) {
        this(source, views, SCORE_THRESHOLDS);
    }

    /** @param scoreThresholds score thresholds to choose from, at least one, in [0, 1] */
    public Evaluation(AttentionSource source, Views views, double[] scoreThresholds) {
        this.source = source;
        this.views = views;
        this.scoreThresholds = scoreThresholds.clone();
        Arrays.sort(this.scoreThresholds);
    }

    /**
     * Measures a data set at the thresholds that are best on it: the score threshold by the mean IoU with predicted
     * labels, the background threshold by the mean over both modes.
     *
     * @param split name of the data set's split; recorded in the card, because the thresholds are fitted to it
     * @param perClass whether to search for a background threshold for each class too
     * @param progress receives the number of processed pictures after each picture
     */
    public EvaluationCard run(Dataset dataset, String split, boolean perClass, IntConsumer progress) {
        int classes = dataset.classes().size();
        ThresholdSweep given = new ThresholdSweep(classes);
        List<ThresholdSweep> predicted = new ArrayList<>();
        ClassThresholds search = new ClassThresholds(classes);
        List<float[]> labels = new ArrayList<>();
        List<float[]> scores = new ArrayList<>();
        Classification classification = new Classification(dataset.classes());
        for (double ignored : scoreThresholds) {
            predicted.add(new ThresholdSweep(classes));
        }
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            AttentionMaps maps = source.maps(sample);
            given.add(maps, presentClasses(sample.labels(), .5), sample);
            for (int s = 0; s < scoreThresholds.length; s++) {
                boolean[] present = presentClasses(maps.scores(), scoreThresholds[s]);
                predicted.get(s).add(maps, present, sample);
            }
            classification.add(maps.scores(), sample.labels());
            labels.add(sample.labels());
            scores.add(maps.scores());
            if (perClass) {
                search.add(maps, givenOrPredictable(sample.labels(), maps.scores()), sample);
            }
            progress.accept(i + 1);
        }
        int score = ThresholdSweep.argmax(predicted.size(), s -> {
            ThresholdSweep sweep = predicted.get(s);
            return sweep.at(sweep.best()).meanIou();
        });
        int step = ThresholdSweep.argmax(
                ThresholdSweep.STEPS,
                t -> given.at(t).meanIou() + predicted.get(score).at(t).meanIou());
        ClassThresholds.Mode givenMode = i -> presentClasses(labels.get(i), .5);
        ClassThresholds.Mode predictedMode = i -> presentClasses(scores.get(i), scoreThresholds[score]);
        return new EvaluationCard(
                split,
                dataset.size(),
                dataset.fingerprint(),
                null,
                views.longSide(),
                scoreThresholds[score],
                ThresholdSweep.threshold(step),
                SegmentationMetrics.of(given, step, dataset.classes()),
                SegmentationMetrics.of(predicted.get(score), step, dataset.classes()),
                classification.accuracy(scoreThresholds[score]),
                classification.metrics(scoreThresholds[score]),
                new EvaluationCard.Thresholds(
                        "best mIoU with predicted labels", "best mean of the mIoUs of both modes", List.of()),
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

    /** Classes that are given, or predicted at the lowest score threshold. */
    private boolean[] givenOrPredictable(float[] labels, float[] scores) {
        boolean[] possible = presentClasses(scores, scoreThresholds[0]);
        for (int c = 0; c < labels.length; c++) {
            possible[c] |= labels[c] > .5;
        }
        return possible;
    }

    /** @return [classes], whether the score of a class, or its given label (0 or 1), is at least the threshold */
    public static boolean[] presentClasses(float[] scores, double threshold) {
        boolean[] present = new boolean[scores.length];
        for (int c = 0; c < scores.length; c++) {
            present[c] = scores[c] >= threshold;
        }
        return present;
    }
}
