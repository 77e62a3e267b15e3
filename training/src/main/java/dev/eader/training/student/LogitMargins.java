package dev.eader.training.student;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import java.util.Arrays;

/**
 * How far a student puts each class above background, at each pixel.
 *
 * @param scores of each class, in [0,1]
 * @param margins of each class, row-major: its logit less that of background
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
     * The margin m as {@code (1 + m / (1 + |m|)) / 2}, in (0,1) as attention is, so that one protocol measures both: a label
     * map above the threshold 0.5 is the argmax of the logits. Unlike the sigmoid it tells large margins apart.
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

    /** The margin that {@link #maps} takes to this threshold, in (0,1). */
    public static double ofThreshold(double threshold) {
        double u = 2 * threshold - 1;
        return u / (1 - Math.abs(u));
    }

    /**
     * The most probable label of each pixel among background and the classes that may be, 255 where that probability, of
     * these labels, is below {@code sure}.
     */
    public byte[] labels(boolean[] allowed, double sure) {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            double most = 0;
            for (int c = 0; c < margins.length; c++) {
                if (allowed[c] && margins[c][i] > most) {
                    most = margins[c][i];
                    labels[i] = (byte) (c + 1);
                }
            }
            double sum = Math.exp(-most);
            for (int c = 0; c < margins.length; c++) {
                sum += allowed[c] ? Math.exp(margins[c][i] - most) : 0;
            }
            labels[i] = 1 / sum < sure ? Dataset.IGNORE : labels[i];
        }
        return labels;
    }
}
