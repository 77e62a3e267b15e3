package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import java.util.function.IntToDoubleFunction;

/**
 * Computes the confusion matrices at all background thresholds in one pass. Each pixel is counted by its true label,
 * the class of its highest attention and the number of thresholds that this attention exceeds. Not thread-safe.
 */
public final class ThresholdSweep {
    /** Number of thresholds: 0.01, 0.02 .. 0.99. */
    public static final int STEPS = 99;

    private final int classes;
    /** [true label][label of the highest attention][number of exceeded thresholds]. */
    private final long[][][] pixels;

    public ThresholdSweep(int classes) {
        this.classes = classes;
        pixels = new long[classes + 1][classes + 1][STEPS + 1];
    }

    /** @param step in [0, {@value #STEPS}) */
    public static double threshold(int step) {
        return (step + 1) / 100.;
    }

    /**
     * Counts the pixels of one picture. The maps are enlarged to its size like in the service: nearest neighbour,
     * half-pixel centres.
     *
     * @param allowed [classes], whether a class may appear
     */
    public void add(AttentionMaps maps, boolean[] allowed, Dataset.Sample sample) {
        int[] best = new int[maps.width() * maps.height()];
        int[] exceeded = new int[best.length];
        for (int i = 0; i < best.length; i++) {
            float highest = 0;
            for (int c = 0; c < classes; c++) {
                if (allowed[c] && maps.attention()[c][i] > highest) {
                    highest = maps.attention()[c][i];
                    best[i] = c + 1;
                }
            }
            exceeded[i] = countExceeded(highest, 0, false);
        }
        visitPixels(
                maps,
                sample.pixels().width(),
                sample.pixels().height(),
                sample.truth(),
                (truth, from) -> pixels[truth][best[from]][exceeded[from]]++);
    }

    interface PixelVisitor {
        /**
         * @param truth true label of the pixel
         * @param position index of the nearest pixel in the maps
         */
        void visit(int truth, int position);
    }

    /** Visits all pixels of a picture except those of {@link Dataset#IGNORE}. */
    static void visitPixels(AttentionMaps maps, int width, int height, byte[] truth, PixelVisitor visitor) {
        int[] columns = new int[width];
        for (int x = 0; x < width; x++) {
            columns[x] = (int) ((x + .5) * maps.width() / width);
        }
        for (int y = 0; y < height; y++) {
            int row = (int) ((y + .5) * maps.height() / height) * maps.width();
            for (int x = 0; x < width; x++) {
                byte label = truth[y * width + x];
                if (label != Dataset.IGNORE) {
                    visitor.visit(label, row + columns[x]);
                }
            }
        }
    }

    /**
     * Counts the thresholds t for which {@code value - t} is above 0 and above the margin of another class. These are
     * the lowest thresholds.
     *
     * @param rival margin of the other class, its attention minus its threshold
     * @param orEqual whether a margin equal to {@code rival} suffices
     */
    static int countExceeded(float value, double rival, boolean orEqual) {
        int steps = (int) Math.min(STEPS, Math.max(0, Math.floor((value - rival) * 100.)));
        // corrects rounding errors of one step
        while (steps > 0 && !wins(value, steps - 1, rival, orEqual)) {
            steps--;
        }
        while (steps < STEPS && wins(value, steps, rival, orEqual)) {
            steps++;
        }
        return steps;
    }

    private static boolean wins(float value, int step, double rival, boolean orEqual) {
        double margin = value - threshold(step);
        return margin > 0 && (orEqual ? margin >= rival : margin > rival);
    }

    /** The confusion matrix at {@link #threshold threshold(step)}. */
    public ConfusionMatrix at(int step) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes + 1);
        for (int truth = 0; truth <= classes; truth++) {
            for (int predicted = 0; predicted <= classes; predicted++) {
                for (int exceeded = 0; exceeded <= STEPS; exceeded++) {
                    boolean foreground = exceeded > step;
                    matrix.add(truth, foreground ? predicted : 0, pixels[truth][predicted][exceeded]);
                }
            }
        }
        return matrix;
    }

    /** The step with the highest mean IoU; the lowest of several. */
    public int best() {
        return argmax(STEPS, step -> at(step).meanIou());
    }

    /**
     * @return the index below {@code count} with the highest positive value; the lowest of several, 0 if there is none
     */
    static int argmax(int count, IntToDoubleFunction values) {
        int best = 0;
        double highest = 0;
        for (int i = 0; i < count; i++) {
            double value = values.applyAsDouble(i);
            if (value > highest) {
                highest = value;
                best = i;
            }
        }
        return best;
    }
}
