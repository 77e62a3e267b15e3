package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;

/**
 * Confusion matrices at every background threshold at once: of each pixel it keeps the best class and how many
 * thresholds that class's attention exceeds.
 */
public final class ThresholdSweep {
    /** Thresholds {@code 0.01 .. 0.99}. */
    public static final int STEPS = 99;

    private final int classes;
    private final long[][][] pixels;

    public ThresholdSweep(int classes) {
        this.classes = classes;
        pixels = new long[classes + 1][classes + 1][STEPS + 1];
    }

    public static double threshold(int step) {
        return (step + 1) / 100.;
    }

    /**
     * Counts one picture at its own size, to which the map is enlarged as the service does: nearest, half-pixel centres.
     *
     * @param allowed classes that may appear
     */
    public void add(AttentionMaps maps, boolean[] allowed, Dataset.Sample sample) {
        int[] best = new int[maps.width() * maps.height()];
        int[] exceeded = new int[best.length];
        for (int i = 0; i < best.length; i++) {
            float most = 0;
            for (int c = 0; c < classes; c++) {
                if (allowed[c] && maps.attention()[c][i] > most) {
                    most = maps.attention()[c][i];
                    best[i] = c + 1;
                }
            }
            exceeded[i] = exceeded(most, 0, false);
        }
        eachPixel(
                maps,
                sample.pixels().width(),
                sample.pixels().height(),
                sample.truth(),
                (truth, from) -> pixels[truth][best[from]][exceeded[from]]++);
    }

    /** Called with the true label of a pixel and the place in the maps that it is read from. */
    interface Pixel {
        void at(int truth, int from);
    }

    /** Every pixel of a picture that counts. */
    static void eachPixel(AttentionMaps maps, int width, int height, byte[] truth, Pixel pixel) {
        int[] columns = new int[width];
        for (int x = 0; x < width; x++) {
            columns[x] = (int) ((x + .5) * maps.width() / width);
        }
        for (int y = 0; y < height; y++) {
            int row = (int) ((y + .5) * maps.height() / height) * maps.width();
            for (int x = 0; x < width; x++) {
                byte label = truth[y * width + x];
                if (label != Dataset.IGNORE) {
                    pixel.at(label, row + columns[x]);
                }
            }
        }
    }

    /**
     * How many thresholds t there are with {@code value - t} above 0, and above the rival: those are the first so many.
     *
     * @param orEqual whether it is enough to equal the rival
     */
    static int exceeded(float value, double rival, boolean orEqual) {
        int steps = (int) Math.min(STEPS, Math.max(0, Math.floor((value - rival) * 100.)));
        // rounding may have put it a step off
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

    public ConfusionMatrix at(int step) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes + 1);
        for (int truth = 0; truth <= classes; truth++) {
            for (int predicted = 0; predicted <= classes; predicted++) {
                for (int exceeded = 0; exceeded <= STEPS; exceeded++) {
                    boolean seen = exceeded > step;
                    matrix.add(truth, seen ? predicted : 0, pixels[truth][predicted][exceeded]);
                }
            }
        }
        return matrix;
    }

    /** The step with the highest mean IoU, the first of several. */
    public int best() {
        int best = 0;
        double most = 0;
        for (int step = 0; step < STEPS; step++) {
            double iou = at(step).meanIou();
            if (iou > most) {
                most = iou;
                best = step;
            }
        }
        return best;
    }
}
