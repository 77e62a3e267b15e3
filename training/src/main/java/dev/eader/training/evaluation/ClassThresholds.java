package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches a background threshold for each class: one class's at a time, each of {@link ThresholdSweep}'s, until no change
 * of a single one helps. Counts are exact, as of label maps made at the thresholds.
 *
 * <p>Keeps the truth and the maps of the classes that may appear: about a megabyte a picture.
 */
public final class ClassThresholds {
    private final int classes;
    private final List<Picture> pictures = new ArrayList<>();

    /** Which classes may appear in each picture, by its number. */
    public interface Mode {
        boolean[] allowed(int picture);
    }

    private record Picture(AttentionMaps maps, int width, int height, byte[] truth) {}

    public ClassThresholds(int classes) {
        this.classes = classes;
    }

    /** @param possible classes that some mode allows; the maps of others are dropped */
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
     * @param start the single threshold to begin with, a step of the sweep; the result is no worse
     * @param modes whose mean of mean IoUs is to rise
     * @return the threshold of each class
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

    /** Moves one class's threshold to its best, the others' staying as they are; false where it is there already. */
    private boolean improve(int[] steps, int label, List<Mode> modes, List<ConfusionMatrix> matrices) {
        int now = steps[label];
        List<long[][][]> contests = new ArrayList<>();
        for (Mode mode : modes) {
            contests.add(contested(thresholds(steps), label, mode));
        }
        double[] curve = new double[ThresholdSweep.STEPS];
        int best = now;
        for (int step = 0; step < curve.length; step++) {
            for (int m = 0; m < modes.size(); m++) {
                curve[step] += moved(matrices.get(m), contests.get(m), label, now, step)
                        .meanIou();
            }
        }
        for (int step = 0; step < curve.length; step++) {
            // more than what rounding makes of a tie, or it might go round for ever
            best = curve[step] > curve[best] + 1e-9 ? step : best;
        }
        steps[label] = best;
        for (int m = 0; m < modes.size(); m++) {
            matrices.set(m, moved(matrices.get(m), contests.get(m), label, now, best));
        }
        return best != now;
    }

    private void count(Picture picture, boolean[] allowed, double[] thresholds, ConfusionMatrix matrix) {
        byte[] labels = picture.maps.labelMap(allowed, thresholds);
        ThresholdSweep.eachPixel(
                picture.maps,
                picture.width,
                picture.height,
                picture.truth,
                (truth, from) -> matrix.add(truth, labels[from], 1));
    }

    /**
     * Pixels of the pictures where the class may appear, by their truth, their label where the class does not win them, and
     * at how many thresholds it does.
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
                // of two that are equal the first wins
                won[at] = ThresholdSweep.exceeded(attention[label][at], margin, label < rival);
            }
            ThresholdSweep.eachPixel(
                    picture.maps,
                    picture.width,
                    picture.height,
                    picture.truth,
                    (truth, from) -> contested[truth][rivals[from]][won[from]]++);
        }
        return contested;
    }

    /** The matrix after a class's threshold went from one step to another. */
    private ConfusionMatrix moved(ConfusionMatrix matrix, long[][][] contested, int label, int from, int to) {
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
