package dev.eader.training.evaluation;

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
            exceeded[i] = exceeded(most);
        }
        int width = sample.pixels().width();
        int height = sample.pixels().height();
        for (int y = 0; y < height; y++) {
            int row = (int) ((y + .5) * maps.height() / height) * maps.width();
            for (int x = 0; x < width; x++) {
                byte truth = sample.truth()[y * width + x];
                if (truth != Dataset.IGNORE) {
                    int from = row + (int) ((x + .5) * maps.width() / width);
                    pixels[truth][best[from]][exceeded[from]]++;
                }
            }
        }
    }

    /** How many thresholds lie below the value. */
    private static int exceeded(float value) {
        int steps = (int) Math.min(STEPS, Math.max(0, Math.floor(value * 100.)));
        while (steps > 0 && !(value > threshold(steps - 1))) {
            steps--;
        }
        while (steps < STEPS && value > threshold(steps)) {
            steps++;
        }
        return steps;
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
}
