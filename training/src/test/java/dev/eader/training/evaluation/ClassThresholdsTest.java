package dev.eader.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClassThresholdsTest {
    private static final int CLASSES = 3;
    private static final Offset<Double> NEAR = Offset.offset(1e-9);

    @Test
    void class_with_stronger_maps_gets_a_higher_threshold() {
        ClassThresholds search = new ClassThresholds(2);
        // around the object, attention is 0.6 for class 0 and 0.1 for class 1; on it 0.9 and 0.3
        search.add(maps(2, new float[][] {{.9f, .6f, .6f, 0}, null}), allow(true, false), row(1, 0, 0, 0));
        search.add(maps(2, new float[][] {null, {.3f, .1f, .1f, 0}}), allow(false, true), row(2, 0, 0, 0));
        ClassThresholds.Mode mode = i -> allow(i == 0, i == 1);

        double[] thresholds = search.search(19, List.of(mode));

        assertThat(thresholds[0]).isBetween(.6, .89);
        assertThat(thresholds[1]).isBetween(.1, .29);
        assertThat(search.at(thresholds, mode).meanIou()).isEqualTo(1);
    }

    @Property(tries = 20)
    void search_ends_where_no_single_change_improves_the_result(@ForAll long seed) {
        Random random = new Random(seed);
        List<AttentionMaps> maps = new ArrayList<>();
        List<Dataset.Sample> samples = new ArrayList<>();
        List<boolean[]> given = new ArrayList<>();
        List<boolean[]> predicted = new ArrayList<>();
        ClassThresholds search = new ClassThresholds(CLASSES);
        for (int i = 0; i < 4; i++) {
            maps.add(random(random, 6, 4));
            samples.add(sample(random, 12, 8));
            given.add(allow(random.nextBoolean(), random.nextBoolean(), true));
            predicted.add(allow(true, random.nextBoolean(), random.nextBoolean()));
            search.add(maps.get(i), allow(true, true, true), samples.get(i));
        }
        double[] found = search.search(29, List.of(given::get, predicted::get));

        double best = both(maps, samples, given, predicted, found);
        assertThat(search.at(found, given::get).meanIou()
                        + search.at(found, predicted::get).meanIou())
                .as("counts equal those of label maps")
                .isCloseTo(best, NEAR);
        double[] start = new double[CLASSES];
        Arrays.fill(start, ThresholdSweep.threshold(29));
        assertThat(best).isGreaterThanOrEqualTo(both(maps, samples, given, predicted, start) - 1e-9);
        double most = 0;
        for (int c = 0; c < CLASSES; c++) {
            for (int step = 0; step < ThresholdSweep.STEPS; step++) {
                double[] other = found.clone();
                other[c] = ThresholdSweep.threshold(step);
                most = Math.max(most, both(maps, samples, given, predicted, other));
            }
        }
        assertThat(most).as("with any one threshold changed").isLessThanOrEqualTo(best + 2e-9);
    }

    @Property(tries = 20)
    void equal_thresholds_give_the_labels_of_a_single_threshold(@ForAll long seed) {
        Random random = new Random(seed);
        AttentionMaps maps = random(random, 8, 6);
        double threshold = ThresholdSweep.threshold(random.nextInt(ThresholdSweep.STEPS));
        byte[] labels = maps.labelMap(allow(true, true, false), new double[] {threshold, threshold, threshold});
        for (int i = 0; i < labels.length; i++) {
            float[] at = {maps.attention()[0][i], maps.attention()[1][i]};
            int highest = at[1] > at[0] ? 1 : 0;
            assertThat(labels[i]).isEqualTo((byte) (at[highest] > threshold ? highest + 1 : 0));
        }
    }

    private static double both(
            List<AttentionMaps> maps,
            List<Dataset.Sample> samples,
            List<boolean[]> given,
            List<boolean[]> predicted,
            double[] thresholds) {
        return counted(maps, samples, given, thresholds).meanIou()
                + counted(maps, samples, predicted, thresholds).meanIou();
    }

    private static ConfusionMatrix counted(
            List<AttentionMaps> maps, List<Dataset.Sample> samples, List<boolean[]> allowed, double[] thresholds) {
        ConfusionMatrix matrix = new ConfusionMatrix(CLASSES + 1);
        for (int i = 0; i < maps.size(); i++) {
            byte[] labels = maps.get(i).labelMap(allowed.get(i), thresholds);
            int width = samples.get(i).pixels().width();
            for (int at = 0; at < samples.get(i).truth().length; at++) {
                byte truth = samples.get(i).truth()[at];
                if (truth != Dataset.IGNORE) {
                    matrix.add(truth, labels[at / width / 2 * maps.get(i).width() + at % width / 2], 1);
                }
            }
        }
        return matrix;
    }

    private static boolean[] allow(boolean... classes) {
        return classes;
    }

    private static AttentionMaps maps(int classes, float[][] attention) {
        return new AttentionMaps(4, 1, new float[classes], attention, new float[0]);
    }

    private static Dataset.Sample row(int... labels) {
        byte[] truth = new byte[labels.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (byte) labels[i];
        }
        return new Dataset.Sample("x", new Pixels(truth.length, 1, new byte[3 * truth.length]), null, truth);
    }

    private static AttentionMaps random(Random random, int width, int height) {
        float[][] attention = new float[CLASSES][width * height];
        for (float[] map : attention) {
            for (int i = 0; i < map.length; i++) {
                // half of the values are thresholds, to find ties and off-by-one errors
                map[i] = random.nextBoolean() ? random.nextInt(101) / 100f : random.nextFloat();
            }
        }
        return new AttentionMaps(width, height, new float[CLASSES], attention, new float[0]);
    }

    private static Dataset.Sample sample(Random random, int width, int height) {
        byte[] truth = new byte[width * height];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = random.nextInt(10) == 0 ? Dataset.IGNORE : (byte) random.nextInt(CLASSES + 1);
        }
        return new Dataset.Sample("x", new Pixels(width, height, new byte[3 * width * height]), null, truth);
    }
}
