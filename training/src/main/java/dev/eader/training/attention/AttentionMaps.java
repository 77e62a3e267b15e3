package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;
import java.util.Arrays;

/**
 * Scores and attention of one image for all classes.
 *
 * @param width in pixels
 * @param height in pixels
 * @param scores of the classes, in [0,1]
 * @param attention [classes][height * width], row-major, in [0,1]
 * @param atStride the attention at the network's stride, [classes * rows * columns]: the mean over each cell, so that enlarging
 *     with half-pixel centres gives the right positions; empty if not computed
 */
public record AttentionMaps(int width, int height, float[] scores, float[][] attention, float[] atStride) {

    /** @param pixels image of the size of the network's input; width and height are multiples of 32 */
    public static AttentionMaps of(Network localizer, NDManager manager, Pixels pixels) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray image = Views.image(scope, pixels);
            Network.Output output = localizer.forward(localizer.normalize(image), false);
            ImageClassPairs all = ImageClassPairs.everyClass(localizer.classes());
            NDArray attention = ClassActivation.attention(localizer, output, all, pixels.height(), pixels.width());
            float[][] maps = rows(attention.toFloatArray(), localizer.classes());
            float[] scores = Activation.sigmoid(output.logits()).toFloatArray();
            Shape cell = new Shape(
                    localizer.architecture().stride(), localizer.architecture().stride());
            float[] atStride = Pool.avgPool2d(attention, cell, cell, new Shape(0, 0), false, true)
                    .toFloatArray();
            return new AttentionMaps(pixels.width(), pixels.height(), scores, maps, atStride);
        }
    }

    /** Splits an array into rows of equal length. */
    static float[][] rows(float[] flat, int count) {
        int length = flat.length / count;
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = Arrays.copyOfRange(flat, row * length, (row + 1) * length);
        }
        return rows;
    }

    /** {@link #atStride} of one class, row-major [rows * columns]. */
    public float[] atStride(int label) {
        int area = atStride.length / attention.length;
        return Arrays.copyOfRange(atStride, label * area, (label + 1) * area);
    }

    /**
     * Chooses for each pixel the allowed class with the highest attention, if that exceeds the threshold.
     *
     * @param allowed whether each class may be chosen
     * @return row-major: 0 background, c+1 class c
     */
    public byte[] labelMap(boolean[] allowed, double threshold) {
        double[] same = new double[attention.length];
        Arrays.fill(same, threshold);
        return labelMap(allowed, same);
    }

    /**
     * Chooses for each pixel the allowed class whose attention exceeds its own threshold by most, or background if none does. A
     * graph can compute the same by subtracting the thresholds from the maps and comparing the highest value with 0.
     *
     * @param allowed whether each class may be chosen
     * @param thresholds of the classes
     * @return row-major: 0 background, c+1 class c
     */
    public byte[] labelMap(boolean[] allowed, double[] thresholds) {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            double best = 0;
            for (int c = 0; c < attention.length; c++) {
                if (allowed[c] && attention[c][i] - thresholds[c] > best) {
                    best = attention[c][i] - thresholds[c];
                    labels[i] = (byte) (c + 1);
                }
            }
        }
        return labels;
    }
}
