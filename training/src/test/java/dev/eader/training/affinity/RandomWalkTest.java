package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RandomWalkTest {
    @Property(tries = 30)
    void walk_equals_a_power_of_the_transition_matrix(
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 9) int columns,
            @ForAll @IntRange(min = 0, max = 6) int steps,
            @ForAll long seed) {
        Random random = new Random(seed);
        int cells = rows * columns;
        float[] features = random(random, 3 * cells);
        float[] map = random(random, cells);
        double beta = 2;

        float[] walked = new RandomWalk(features, 3, NeighbourPairs.of(rows, columns), beta).walk(map, steps);

        double[][] transition = new double[cells][cells];
        for (int i = 0; i < cells; i++) {
            double sum = 0;
            for (int j = 0; j < cells; j++) {
                int down = i / columns - j / columns;
                int right = i % columns - j % columns;
                if (down * down + right * right < 25) {
                    double distance = 0;
                    for (int c = 0; c < 3; c++) {
                        distance += Math.abs(features[c * cells + i] - features[c * cells + j]) / 3;
                    }
                    transition[i][j] = Math.pow(Math.exp(-distance), beta);
                }
                sum += transition[i][j];
            }
            for (int j = 0; j < cells; j++) {
                transition[i][j] /= sum;
            }
        }
        double[] expected = new double[cells];
        for (int i = 0; i < cells; i++) {
            expected[i] = map[i];
        }
        for (int step = 0; step < steps; step++) {
            double[] next = new double[cells];
            for (int i = 0; i < cells; i++) {
                for (int j = 0; j < cells; j++) {
                    next[i] += transition[i][j] * expected[j];
                }
            }
            expected = next;
        }
        for (int i = 0; i < cells; i++) {
            assertThat((double) walked[i]).isCloseTo(expected[i], Offset.offset(1e-5));
        }
    }

    @Test
    void walk_fills_the_object_up_to_its_edge() {
        int rows = 30;
        int columns = 40;
        float[] features = new float[rows * columns];
        boolean[] object = new boolean[features.length];
        for (int i = 0; i < features.length; i++) {
            int row = i / columns;
            int column = i % columns;
            object[i] = row >= 8 && row < 22 && column >= 10 && column < 28;
            features[i] = object[i] ? 1.5f : 0;
        }
        float[] map = new float[features.length];
        map[15 * columns + 12] = 1;

        float[] walked = new RandomWalk(features, 1, NeighbourPairs.of(rows, columns), 8).walk(map, 256);

        double min = Double.POSITIVE_INFINITY;
        double max = 0;
        for (int i = 0; i < walked.length; i++) {
            min = object[i] ? Math.min(min, walked[i]) : min;
            max = object[i] ? max : Math.max(max, walked[i]);
        }
        assertThat(min).isGreaterThan(20 * max);
        // after many steps, the values within the object are nearly equal
        assertThat((double) walked[15 * columns + 12]).isLessThan(2 * min);
    }

    @Test
    void constant_map_does_not_change() {
        float[] features = random(new Random(1), 2 * 30);
        float[] map = new float[30];
        Arrays.fill(map, .7f);
        float[] walked = new RandomWalk(features, 2, NeighbourPairs.of(5, 6), 8).walk(map, 256);
        for (float value : walked) {
            assertThat(value).isCloseTo(.7f, Offset.offset(1e-4f));
        }
        assertThat(map).containsOnly(.7f);
    }

    private static float[] random(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
