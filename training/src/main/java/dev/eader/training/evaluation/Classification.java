package dev.eader.training.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Scores and labels of a set of pictures, with the metrics of predicted labels. Not thread-safe. */
public final class Classification {
    /** Criterion of {@link #bestThreshold}, for cards. */
    public static final String CRITERION =
            "middle of the thresholds with a mean F1 of the labels within 0.5 points of the best";

    private static final double PLATEAU = .005;
    private static final int STEPS = 99;

    private final List<String> classes;
    private final List<float[]> scores = new ArrayList<>();
    private final List<float[]> labels = new ArrayList<>();

    private record Counts(int right, int predicted, int pictures) {
        double f1() {
            return predicted + pictures == 0 ? 0 : 2. * right / (predicted + pictures);
        }
    }

    public Classification(List<String> classes) {
        this.classes = classes;
    }

    /**
     * @param pictureScores [classes], in [0,1]
     * @param pictureLabels [classes], 0 or 1
     */
    public void add(float[] pictureScores, float[] pictureLabels) {
        scores.add(pictureScores);
        labels.add(pictureLabels);
    }

    /**
     * The middle of the range of thresholds around the best of 0.01, 0.02 .. 0.99 whose mean F1 is at most half a point
     * lower. The middle is less sensitive to single pictures than the best.
     */
    public double bestThreshold() {
        double[] curve = IntStream.rangeClosed(1, STEPS)
                .mapToDouble(t -> meanF1(t / 100.))
                .toArray();
        int best = ThresholdSweep.argmax(STEPS, t -> curve[t]);
        int first = best;
        int last = best;
        while (first > 0 && curve[first - 1] >= curve[best] - PLATEAU) {
            first--;
        }
        while (last < STEPS - 1 && curve[last + 1] >= curve[best] - PLATEAU) {
            last++;
        }
        return ((first + last) / 2 + 1) / 100.;
    }

    /** Share of the (picture, class) pairs whose label is predicted correctly, in percent. */
    double accuracy(double threshold) {
        double wrong = 0;
        for (int c = 0; c < classes.size(); c++) {
            Counts counts = counts(c, threshold);
            wrong += counts.predicted() + counts.pictures() - 2. * counts.right();
        }
        return SegmentationMetrics.percent(1 - wrong / scores.size() / classes.size());
    }

    ClassificationMetrics metrics(double threshold) {
        Map<String, ClassificationMetrics.OfClass> byName = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            Counts counts = counts(c, threshold);
            boolean occurs = counts.pictures() > 0;
            byName.put(
                    classes.get(c),
                    new ClassificationMetrics.OfClass(
                            counts.pictures(),
                            occurs ? SegmentationMetrics.percent(averagePrecision(c)) : null,
                            counts.predicted() == 0
                                    ? 0
                                    : SegmentationMetrics.percent((double) counts.right() / counts.predicted()),
                            occurs ? SegmentationMetrics.percent((double) counts.right() / counts.pictures()) : null,
                            occurs ? SegmentationMetrics.percent(counts.f1()) : null));
        }
        return new ClassificationMetrics(
                mean(byName, ClassificationMetrics.OfClass::averagePrecision),
                mean(byName, ClassificationMetrics.OfClass::f1),
                byName);
    }

    private static double mean(
            Map<String, ClassificationMetrics.OfClass> classes, ToDoubleFunction<ClassificationMetrics.OfClass> value) {
        double mean = classes.values().stream()
                .filter(each -> Objects.nonNull(each.f1()))
                .mapToDouble(value)
                .average()
                .orElse(0);
        return Math.round(mean * 100) / 100.;
    }

    private double meanF1(double threshold) {
        return IntStream.range(0, classes.size())
                .mapToObj(c -> counts(c, threshold))
                .filter(counts -> counts.pictures() > 0)
                .mapToDouble(Counts::f1)
                .average()
                .orElse(0);
    }

    private Counts counts(int label, double threshold) {
        int right = 0;
        int predicted = 0;
        int pictures = 0;
        for (int i = 0; i < scores.size(); i++) {
            boolean isPredicted = scores.get(i)[label] >= threshold;
            boolean isPresent = labels.get(i)[label] > .5;
            right += isPredicted && isPresent ? 1 : 0;
            predicted += isPredicted ? 1 : 0;
            pictures += isPresent ? 1 : 0;
        }
        return new Counts(right, predicted, pictures);
    }

    /** Mean of the precision at the rank of each picture with the class. Among equal scores, those without it come first. */
    private double averagePrecision(int label) {
        List<Integer> order = IntStream.range(0, scores.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -scores.get(i)[label])
                        .thenComparingDouble(i -> labels.get(i)[label]))
                .toList();
        double sum = 0;
        int found = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            if (labels.get(order.get(rank))[label] > .5) {
                found++;
                sum += (double) found / (rank + 1);
            }
        }
        return sum / found;
    }
}
