package dev.eader.training.student;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import java.util.Arrays;

/**
 * A student's result for one image: at each pixel, the margin of each class, which is its logit minus that of background.
 *
 * @param width in pixels
 * @param height in pixels
 * @param scores of the classes, in [0,1]
 * @param margins [classes][height * width], row-major
 */
public record LogitMargins(int width, int height, float[] scores, float[][] margins) {

    static LogitMargins of(int width, int height, float[] scores, float[] flat) {
        float[][] margins = new float[scores.length][];
        for (int c = 0; c < scores.length; c++) {
            margins[c] = Arrays.copyOfRange(flat, c * width * height, (c + 1) * width * height);
        }
        return new LogitMargins(width, height, scores, margins);
    }

    /**
     * Converts each margin m to {@code (1 + m / (1 + |m|)) / 2}, in (0,1), so that students are evaluated in the same way as
     * attention: a threshold of 0.5 gives the argmax of the logits. Unlike the sigmoid, this does not saturate at large margins.
     */
    public AttentionMaps maps() {
        float[][] squashed = new float[margins.length][];
        for (int c = 0; c < margins.length; c++) {
            squashed[c] = new float[margins[c].length];
            for (int i = 0; i < squashed[c].length; i++) {
                float m = margins[c][i];
                squashed[c][i] = (1 + m / (1 + Math.abs(m))) / 2;
            }
        }
        return new AttentionMaps(width, height, scores, squashed, new float[0]);
    }

    /**
     * Inverse of the conversion in {@link #maps}.
     *
     * @param threshold in (0,1)
     * @return the margin that corresponds to it
     */
    public static double ofThreshold(double threshold) {
        double u = 2 * threshold - 1;
        return u / (1 - Math.abs(u));
    }

    /**
     * Chooses the most probable label of each pixel among background and the allowed classes.
     *
     * @param allowed whether each class may be chosen
     * @param minProbability probability, by a softmax over these labels, below which a pixel becomes 255 (unlabelled)
     * @return row-major: 0 background, c+1 class c, 255 unlabelled
     */
    public byte[] labels(boolean[] allowed, double minProbability) {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            double max = 0;
            for (int c = 0; c < margins.length; c++) {
                if (allowed[c] && margins[c][i] > max) {
                    max = margins[c][i];
                    labels[i] = (byte) (c + 1);
                }
            }
            double sum = Math.exp(-max);
            for (int c = 0; c < margins.length; c++) {
                sum += allowed[c] ? Math.exp(margins[c][i] - max) : 0;
            }
            labels[i] = 1 / sum < minProbability ? Dataset.IGNORE : labels[i];
        }
        return labels;
    }
}
