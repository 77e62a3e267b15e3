package dev.eader.training.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the localizer says of one picture at the size it was given.
 *
 * @param scores of each class, in [0,1]
 * @param attention of each class, row-major at {@code width} x {@code height}, in [0,1]
 * @param atStride the same at the network's own stride, class after class: the mean over each cell, so that whoever enlarges
 *     it with half-pixel centres draws it where it belongs
 */
public record AttentionMaps(int width, int height, float[] scores, float[][] attention, float[] atStride) {

    /** @param pixels already scaled, both sides multiples of 32 */
    public static AttentionMaps of(Network localizer, NDManager manager, Pixels pixels) {
        try (NDManager scope = manager.newSubManager()) {
            Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
            NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
            NDArray planes = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
            Network.Output output = localizer.forward(localizer.normalize(planes), false);
            ImageClassPairs all = ImageClassPairs.everyClass(localizer.classes());
            NDArray attention = ClassActivation.attention(localizer, output, all, pixels.height(), pixels.width());
            float[] flat = attention.toFloatArray();
            int area = pixels.width() * pixels.height();
            float[][] maps = new float[localizer.classes()][];
            for (int c = 0; c < maps.length; c++) {
                maps[c] = Arrays.copyOfRange(flat, c * area, (c + 1) * area);
            }
            float[] scores = Activation.sigmoid(output.logits()).toFloatArray();
            Shape cell = new Shape(
                    localizer.architecture().stride(), localizer.architecture().stride());
            float[] atStride = Pool.avgPool2d(attention, cell, cell, new Shape(0, 0), false, true)
                    .toFloatArray();
            return new AttentionMaps(pixels.width(), pixels.height(), scores, maps, atStride);
        }
    }

    /** {@link #atStride} of one class. */
    public float[] atStride(int label) {
        int area = atStride.length / attention.length;
        return Arrays.copyOfRange(atStride, label * area, (label + 1) * area);
    }

    /** 0 background, c+1 the class whose attention is highest and above the threshold, among the classes that may be. */
    public byte[] labelMap(boolean[] allowed, double threshold) {
        double[] same = new double[attention.length];
        Arrays.fill(same, threshold);
        return labelMap(allowed, same);
    }

    /**
     * 0 background, c+1 the class whose attention exceeds its own threshold by most, among the classes that may be. A graph
     * does that by subtracting the thresholds from the maps and holding the highest against 0.
     *
     * @param thresholds of each class
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
