package dev.eader.training.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.data.Pixels;
import dev.eader.training.erasing.Attention;
import dev.eader.training.erasing.Pairs;
import dev.eader.training.network.Network;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the localizer says of one picture at the size it was given.
 *
 * @param scores of each class, in [0,1]
 * @param attention of each class, row-major at {@code width} x {@code height}, in [0,1]
 * @param atStride the same at the network's own stride, class after class: scaled by the least and most of the enlarged
 *     map and cut to [0,1], as the exported graph gives it
 */
public record AttentionMaps(int width, int height, float[] scores, float[][] attention, float[] atStride) {

    /** @param pixels already scaled, both sides multiples of 32 */
    public static AttentionMaps of(Network localizer, NDManager manager, Pixels pixels) {
        try (NDManager scope = manager.newSubManager()) {
            Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
            NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
            NDArray planes = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
            Network.Output output = localizer.forward(localizer.normalize(planes), false);
            Pairs all = everyClass(localizer.classes());
            NDArray weights = localizer.classWeights(scope);
            float[] flat = Attention.maps(output, weights, all, pixels.height(), pixels.width())
                    .toFloatArray();
            int area = pixels.width() * pixels.height();
            float[][] maps = new float[localizer.classes()][];
            for (int c = 0; c < maps.length; c++) {
                maps[c] = Arrays.copyOfRange(flat, c * area, (c + 1) * area);
            }
            float[] scores = Activation.sigmoid(output.logits()).toFloatArray();
            float[] atStride = atStride(output, weights, pixels.height(), pixels.width());
            return new AttentionMaps(pixels.width(), pixels.height(), scores, maps, atStride);
        }
    }

    /** {@link #atStride} of one class. */
    public float[] atStride(int label) {
        int area = atStride.length / attention.length;
        return Arrays.copyOfRange(atStride, label * area, (label + 1) * area);
    }

    private static float[] atStride(Network.Output output, NDArray weights, int height, int width) {
        NDArray maps = Attention.classActivation(output.features(), weights);
        long classes = maps.getShape().get(1);
        NDArray enlarged = maps.getNDArrayInternal()
                .interpolation(new long[] {height, width}, 1, false)
                .reshape(classes, -1);
        NDArray least = enlarged.min(new int[] {1}, true);
        NDArray range = enlarged.max(new int[] {1}, true).sub(least);
        NDArray flat = range.eq(0).toType(DataType.FLOAT32, false);
        return maps.reshape(classes, -1)
                .sub(least)
                .div(range.add(flat))
                .clip(0, 1)
                .toFloatArray();
    }

    /** 0 background, c+1 the class whose attention is highest and above the threshold, among the classes that may be. */
    public byte[] labelMap(boolean[] allowed, double threshold) {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            double best = threshold;
            for (int c = 0; c < attention.length; c++) {
                if (allowed[c] && attention[c][i] > best) {
                    best = attention[c][i];
                    labels[i] = (byte) (c + 1);
                }
            }
        }
        return labels;
    }

    private static Pairs everyClass(int classes) {
        List<Pairs.Pair> pairs = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            pairs.add(new Pairs.Pair(0, c));
        }
        return new Pairs(pairs, 1, classes);
    }
}
