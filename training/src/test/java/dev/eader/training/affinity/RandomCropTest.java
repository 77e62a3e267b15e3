package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.network.SampleGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomCropTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    @TempDir
    Path folder;

    /** The left half of the image is black with label 0, the right half white with label 1. */
    @Property(tries = 100)
    void labels_stay_aligned_with_their_pixels(@ForAll long seed) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        byte[] labels = new byte[WIDTH / 4 * HEIGHT / 4];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % WIDTH < WIDTH / 2 ? 0 : 255);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % (WIDTH / 4) < WIDTH / 8 ? 0 : 1);
        }
        Pixels picture = new Pixels(WIDTH, HEIGHT, rgb);
        SampleGrid cells = SampleGrid.ofFeatureMap(64, 64, new SampleAxis(8, 7));
        RandomCrop crop = RandomCrop.random(picture, 64, 96, 1.5, new SplittableRandom(seed));

        float[] pixels = crop.pixels(picture);
        byte[] found = crop.labels(picture, new LabelFile(WIDTH / 4, HEIGHT / 4, labels), cells);

        int certain = 0;
        for (int i = 0; i < found.length; i++) {
            float seen = pixels[(i / 8 * 8 + 7) * 64 + i % 8 * 8 + 7];
            if (found[i] != Dataset.IGNORE && (seen == 0 || seen == 1)) {
                assertThat((float) found[i]).isEqualTo(seen);
                certain++;
            }
        }
        assertThat(certain).isGreaterThan(20);
    }

    @Test
    void labels_beyond_the_image_are_uncertain() {
        Pixels picture = new Pixels(32, 16, new byte[3 * 32 * 16]);
        RandomCrop crop = new RandomCrop(32, 0, -8, 32, false);
        byte[] found = crop.labels(
                picture,
                new LabelFile(32, 16, new byte[32 * 16]),
                SampleGrid.ofFeatureMap(32, 32, new SampleAxis(8, 3.5)));
        assertThat(found).containsExactly(-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1);
    }

    @Test
    void attention_between_the_thresholds_is_uncertain() throws IOException {
        float[] cat = {.9f, .5f, .05f, .6f};
        float[] dog = {.1f, .3f, .02f, .8f};
        new AttentionFile(16, 4, new int[] {1, 4}, new float[][] {cat, dog}).write(folder.resolve("a.npz"));
        ThresholdedAttention labels = new ThresholdedAttention(folder, .6, .1);
        Dataset.Sample sample = new Dataset.Sample("a", new Pixels(16, 4, new byte[192]), new float[6], null);

        assertThat(labels.of(sample).labels()).containsExactly(2, -1, 0, 5);

        Dataset.Sample other = new Dataset.Sample("b", sample.pixels(), sample.labels(), null);
        assertThatThrownBy(() -> labels.of(other))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("b.npz");
        assertThatThrownBy(() -> new ThresholdedAttention(folder, .1, .2)).hasMessageContaining("foreground 0.1");
    }
}
