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
 * The attention maps and scores of one picture.
 *
 * @param width width of the maps
 * @param height height of the maps
 * @param scores [classes], in [0, 1]
 * @param attention [classes][height * width], row-major, in [0, 1]; a class that was dropped is null
 * @param atStride [classes * rows * columns], the maps at the network's stride: the mean over each cell, so that enlarging with
 *     half-pixel centres keeps positions. Empty if not computed
 */
public record AttentionMaps(int width, int height, float[] scores, float[][] attention, float[] atStride) {

    /**
     * Runs a network on one picture.
     *
     * @param pixels scaled picture, both sides multiples of 32
     */
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

    /** @return the part of {@link #atStride} that belongs to class {@code label}, from 0 */
    public float[] atStride(int label) {
        int area = atStride.length / attention.length;
        return Arrays.copyOfRange(atStride, label * area, (label + 1) * area);
    }

    /**
     * Labels each pixel with the class of the highest attention, if that is above {@code threshold}, and else as background.
     *
     * @param allowed [classes], whether a class may appear
     * @return [height * width], row-major: 0 for background, {@code c + 1} for class {@code c}
     */
    public byte[] labelMap(boolean[] allowed, double threshold) {
        double[] thresholds = new double[attention.length];
        Arrays.fill(thresholds, threshold);
        return labelMap(allowed, thresholds);
    }

    /**
     * Labels each pixel with the class {@code argmax_c (A_c - t_c)} over the allowed classes, if that maximum is positive, and
     * else as background.
     *
     * @param allowed [classes], whether a class may appear
     * @param thresholds [classes], the t_c
     * @return [height * width], row-major: 0 for background, {@code c + 1} for class {@code c}
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
