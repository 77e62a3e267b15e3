package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches for the best background threshold of each class by coordinate ascent: optimizes one class at a time over the
 * thresholds of {@link ThresholdSweep}, until no change of a single threshold increases the mean IoU. The counts are
 * exact, equal to those of label maps at the thresholds.
 *
 * <p>Keeps the truth and the maps of the possible classes in memory: about 1 MB per picture. Not thread-safe.
 */
public final class ClassThresholds {
    private final int classes;
    private final List<Picture> pictures = new ArrayList<>();

    /** Selects the classes that may appear in a picture, for example those with given or with predicted labels. */
    public interface Mode {
        /** @return [classes], for the {@code picture}-th added picture, from 0 */
        boolean[] allowed(int picture);
    }

    private record Picture(AttentionMaps maps, int width, int height, byte[] truth) {}

    public ClassThresholds(int classes) {
        this.classes = classes;
    }

    /** @param possible [classes], whether any mode may allow a class; the maps of other classes are dropped */
    public void add(AttentionMaps maps, boolean[] possible, Dataset.Sample sample) {
        float[][] kept = maps.attention().clone();
        for (int c = 0; c < classes; c++) {
            kept[c] = possible[c] ? kept[c] : null;
        }
        AttentionMaps smaller = new AttentionMaps(maps.width(), maps.height(), maps.scores(), kept, new float[0]);
        pictures.add(
                new Picture(smaller, sample.pixels().width(), sample.pixels().height(), sample.truth()));
    }

    /**
     * Maximizes the sum of the mean IoUs of all modes.
     *
     * @param start initial threshold of all classes, as a step of {@link ThresholdSweep}; the result is at least as
     *     good
     * @return [classes], the threshold of each class
     */
    public double[] search(int start, List<Mode> modes) {
        int[] steps = new int[classes];
        Arrays.fill(steps, start);
        List<ConfusionMatrix> matrices = new ArrayList<>();
        for (Mode mode : modes) {
            matrices.add(at(thresholds(steps), mode));
        }
        boolean better = true;
        while (better) {
            better = false;
            for (int c = 0; c < classes; c++) {
                better |= improve(steps, c, modes, matrices);
            }
        }
        return thresholds(steps);
    }

    /** @param thresholds [classes] */
    public ConfusionMatrix at(double[] thresholds, Mode mode) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes + 1);
        for (int i = 0; i < pictures.size(); i++) {
            count(pictures.get(i), mode.allowed(i), thresholds, matrix);
        }
        return matrix;
    }

    static Map<String, Double> named(double[] thresholds, List<String> classes) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int c = 0; c < thresholds.length; c++) {
            named.put(classes.get(c), thresholds[c]);
        }
        return named;
    }

    /**
     * Optimizes the threshold of one class.
     *
     * @return whether the threshold changed
     */
    private boolean improve(int[] steps, int label, List<Mode> modes, List<ConfusionMatrix> matrices) {
        int current = steps[label];
        List<long[][][]> contests = new ArrayList<>();
        for (Mode mode : modes) {
            contests.add(contested(thresholds(steps), label, mode));
        }
        double[] curve = new double[ThresholdSweep.STEPS];
        int best = current;
        for (int step = 0; step < curve.length; step++) {
            for (int m = 0; m < modes.size(); m++) {
                curve[step] += withThreshold(matrices.get(m), contests.get(m), label, current, step)
                        .meanIou();
            }
        }
        for (int step = 0; step < curve.length; step++) {
            // The margin exceeds rounding errors, which could otherwise make the search endless.
            best = curve[step] > curve[best] + 1e-9 ? step : best;
        }
        steps[label] = best;
        for (int m = 0; m < modes.size(); m++) {
            matrices.set(m, withThreshold(matrices.get(m), contests.get(m), label, current, best));
        }
        return best != current;
    }

    private void count(Picture picture, boolean[] allowed, double[] thresholds, ConfusionMatrix matrix) {
        byte[] labels = picture.maps.labelMap(allowed, thresholds);
        ThresholdSweep.visitPixels(
                picture.maps,
                picture.width,
                picture.height,
                picture.truth,
                (truth, position) -> matrix.add(truth, labels[position], 1));
    }

    /**
     * Counts the pixels of the pictures in which a class may appear by their true label, their label without this
     * class, and the number of thresholds at which this class wins the pixel.
     */
    private long[][][] contested(double[] thresholds, int label, Mode mode) {
        long[][][] contested = new long[classes + 1][classes + 1][ThresholdSweep.STEPS + 1];
        for (int i = 0; i < pictures.size(); i++) {
            boolean[] others = mode.allowed(i).clone();
            if (!others[label]) {
                continue;
            }
            others[label] = false;
            Picture picture = pictures.get(i);
            float[][] attention = picture.maps.attention();
            byte[] rivals = picture.maps.labelMap(others, thresholds);
            int[] won = new int[rivals.length];
            for (int at = 0; at < won.length; at++) {
                int rival = rivals[at] - 1;
                double margin = rival < 0 ? 0 : attention[rival][at] - thresholds[rival];
                // of two equal margins, the class with the lower index wins
                won[at] = ThresholdSweep.countExceeded(attention[label][at], margin, label < rival);
            }
            ThresholdSweep.visitPixels(
                    picture.maps,
                    picture.width,
                    picture.height,
                    picture.truth,
                    (truth, position) -> contested[truth][rivals[position]][won[position]]++);
        }
        return contested;
    }

    /** The matrix after the threshold of a class changed from one step to another. */
    private ConfusionMatrix withThreshold(ConfusionMatrix matrix, long[][][] contested, int label, int from, int to) {
        ConfusionMatrix moved = matrix.copy();
        for (int truth = 0; truth <= classes; truth++) {
            for (int rival = 0; rival <= classes; rival++) {
                for (int won = Math.min(from, to) + 1; won <= Math.max(from, to); won++) {
                    long count = contested[truth][rival][won];
                    moved.add(truth, rival, from < to ? count : -count);
                    moved.add(truth, label + 1, from < to ? -count : count);
                }
            }
        }
        return moved;
    }

    private static double[] thresholds(int[] steps) {
        return Arrays.stream(steps).mapToDouble(ThresholdSweep::threshold).toArray();
    }
}
