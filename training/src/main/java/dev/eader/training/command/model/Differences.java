package dev.eader.training.command.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.onnx.ExportedModel;
import java.util.Locale;

/**
 * Largest differences between the outputs of two implementations of a model. The limit for attention applies only to classes
 * that are present: min-max normalisation of the nearly empty map of an absent class magnifies rounding errors.
 */
final class Differences {
    private static final double MAX_SCORE = 1e-5;
    private static final double MAX_ATTENTION = 1e-4;
    private static final double MIN_EQUAL = .999;

    private final double scoreThreshold;
    private final double backgroundThreshold;
    private double score;
    private double present;
    private double absent;
    private boolean hasAttention;
    private long equal;
    private long pixels;

    Differences(double scoreThreshold, double backgroundThreshold) {
        this.scoreThreshold = scoreThreshold;
        this.backgroundThreshold = backgroundThreshold;
    }

    /** Adds one picture. Attention is compared only if the expected maps include it at the network's stride. */
    void add(AttentionMaps expected, OrtSession.Result result) throws OrtException {
        score = Math.max(score, difference(ExportedModel.scores(result), expected.scores()));
        boolean[] isPresent = Evaluation.presentClasses(expected.scores(), scoreThreshold);
        hasAttention = expected.atStride().length > 0;
        if (hasAttention) {
            float[][][] maps =
                    ((float[][][][]) result.get("attention").orElseThrow().getValue())[0];
            for (int c = 0; c < maps.length; c++) {
                double difference = difference(flatten(maps[c]), expected.atStride(c));
                present = isPresent[c] ? Math.max(present, difference) : present;
                absent = isPresent[c] ? absent : Math.max(absent, difference);
            }
        }
        byte[] expectedLabels = expected.labelMap(isPresent, backgroundThreshold);
        byte[] labels = ExportedModel.labels(result);
        for (int i = 0; i < expectedLabels.length; i++) {
            equal += labels[i] == expectedLabels[i] ? 1 : 0;
        }
        pixels += expectedLabels.length;
    }

    boolean areWithinLimits() {
        return score <= MAX_SCORE && present <= MAX_ATTENTION && (double) equal / pixels >= MIN_EQUAL;
    }

    @Override
    public String toString() {
        String attention = hasAttention
                ? String.format(
                        Locale.ROOT,
                        ", attention by %.1e (%.0e) where a class is present and %.1e where it is not",
                        present,
                        MAX_ATTENTION,
                        absent)
                : "";
        return String.format(
                Locale.ROOT,
                "%s: scores differ by %.1e at most (allowed %.0e)%s; label maps equal on %.4f%% of pixels (%.1f%%)",
                areWithinLimits() ? "equal" : "NOT EQUAL",
                score,
                MAX_SCORE,
                attention,
                100. * equal / pixels,
                100 * MIN_EQUAL);
    }

    private static float[] flatten(float[][] map) {
        float[] flat = new float[map.length * map[0].length];
        for (int row = 0; row < map.length; row++) {
            System.arraycopy(map[row], 0, flat, row * map[row].length, map[row].length);
        }
        return flat;
    }

    private static double difference(float[] a, float[] b) {
        double largest = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
