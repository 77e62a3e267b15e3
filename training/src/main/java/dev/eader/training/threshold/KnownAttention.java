package dev.eader.training.threshold;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import java.util.stream.IntStream;

/**
 * Attention to the known classes of one picture.
 *
 * @param pixels the picture, at the size of the maps
 * @param classes indices of its classes in the dataset's order
 * @param attention [classes][height * width], row-major, in [0,1]
 */
public record KnownAttention(Pixels pixels, int[] classes, float[][] attention) {
    /** Keeps the maps of the labels of a sample. */
    public static KnownAttention of(Sample sample, AttentionMaps maps) {
        int[] classes = IntStream.range(0, sample.labels().length)
                .filter(c -> sample.labels()[c] > .5)
                .toArray();
        float[][] attention =
                IntStream.of(classes).mapToObj(c -> maps.attention()[c]).toArray(float[][]::new);
        return new KnownAttention(sample.pixels().resize(maps.width(), maps.height()), classes, attention);
    }

    /** The highest attention at each pixel; 0 without classes. */
    float[] highest() {
        float[] highest = new float[pixels.width() * pixels.height()];
        for (float[] map : attention) {
            for (int i = 0; i < highest.length; i++) {
                highest[i] = Math.max(highest[i], map[i]);
            }
        }
        return highest;
    }
}
