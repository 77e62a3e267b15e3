package dev.eader.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.InputSize;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThresholdSweepTest {
    /** 3 background and 2 object pixels, one of each predicted as the other. */
    @Test
    void mean_iou_includes_the_background_but_not_absent_labels() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(0, 0, 2);
        matrix.add(0, 1, 1);
        matrix.add(1, 1, 1);
        matrix.add(1, 0, 1);

        assertThat(matrix.iou(0)).isEqualTo(2 / 4.);
        assertThat(matrix.iou(1)).isEqualTo(1 / 3.);
        assertThat(matrix.precision(1)).isEqualTo(1 / 2.);
        assertThat(matrix.recall(0)).isEqualTo(2 / 3.);
        assertThat(matrix.iou(2)).as("a label that does not occur").isNaN();
        assertThat(matrix.meanIou()).isCloseTo((1 / 2. + 1 / 3.) / 2, Offset.offset(1e-12));
    }

    @Property(tries = 50)
    void sweep_equals_the_label_map_at_each_threshold(
            @ForAll @IntRange(min = 0, max = 98) int step, @ForAll long seed) {
        Random random = new Random(seed);
        AttentionMaps maps = maps(random, 8, 6, 3);
        Dataset.Sample sample = sample(random, 16, 12, 3);
        boolean[] allowed = {true, false, true};

        ThresholdSweep sweep = new ThresholdSweep(3);
        sweep.add(maps, allowed, sample);

        byte[] labels = maps.labelMap(allowed, ThresholdSweep.threshold(step));
        ConfusionMatrix expected = new ConfusionMatrix(4);
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 16; x++) {
                byte truth = sample.truth()[y * 16 + x];
                if (truth != Dataset.IGNORE) {
                    expected.add(truth, labels[y / 2 * 8 + x / 2], 1);
                }
            }
        }
        assertThat(sweep.at(step).meanIou()).isEqualTo(expected.meanIou());
    }

    @Test
    void input_sizes_are_multiples_of_32() {
        assertThat(InputSize.of(640, 360, 320)).isEqualTo(new InputSize(320, 192));
        assertThat(InputSize.of(375, 500, 320)).isEqualTo(new InputSize(256, 320));
        assertThat(InputSize.of(1000, 10, 320)).isEqualTo(new InputSize(320, 32));
    }

    private static AttentionMaps maps(Random random, int width, int height, int classes) {
        float[][] attention = new float[classes][width * height];
        for (float[] map : attention) {
            for (int i = 0; i < map.length; i++) {
                // half of the values are thresholds, to find off-by-one errors
                map[i] = random.nextBoolean() ? random.nextInt(101) / 100f : random.nextFloat();
            }
        }
        return new AttentionMaps(width, height, new float[classes], attention, new float[0]);
    }

    private static Dataset.Sample sample(Random random, int width, int height, int classes) {
        byte[] truth = new byte[width * height];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = random.nextInt(10) == 0 ? Dataset.IGNORE : (byte) random.nextInt(classes + 1);
        }
        Pixels pixels = new Pixels(width, height, new byte[3 * width * height]);
        return new Dataset.Sample("x", pixels, new float[classes], truth);
    }
}
