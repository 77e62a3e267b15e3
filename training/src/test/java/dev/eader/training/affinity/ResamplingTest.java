package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.affinity.Resampling.Plane;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    /** Whatever stands at a pixel still stands there on another grid, as far as both reach. */
    @Property(tries = 200)
    void a_ramp_across_the_picture_is_the_same_ramp_on_any_grid(
            @ForAll @IntRange(min = 1, max = 5) int fromShift,
            @ForAll @IntRange(min = 1, max = 5) int toShift,
            @ForAll @DoubleRange(min = 0, max = 1) double fromOrigin,
            @ForAll @DoubleRange(min = 0, max = 1) double toOrigin) {
        int from = 1 << fromShift;
        int to = 1 << toShift;
        Grid source = Grid.of(256, from, fromOrigin * (from - 1));
        Grid target = Grid.of(256, to, toOrigin * (to - 1));
        float[] weights = source.to(target);
        double margin = Math.max(from, to);
        for (int cell = 0; cell < target.cells(); cell++) {
            double sum = 0;
            double value = 0;
            for (int s = 0; s < source.cells(); s++) {
                sum += weights[cell * source.cells() + s];
                value += weights[cell * source.cells() + s] * source.centre(s);
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
            boolean reached = target.centre(cell) >= source.centre(0) + margin
                    && target.centre(cell) <= source.centre(source.cells() - 1) - margin;
            if (reached) {
                // two cells of one grid between two of the other may weigh unevenly, by less than a cell of the finer
                assertThat(value).isCloseTo(target.centre(cell), Offset.offset(from < to ? from / 4. : 1e-3));
            }
        }
    }

    @Test
    void tensorflow_s_padding_puts_a_cell_of_stride_16_on_every_second_cell_of_stride_8() {
        Grid coarse = Grid.of(64, 16, 15);
        float[] weights = coarse.to(Grid.of(64, 8, 7));
        // cells at 7, 15, 23, ... from cells at 15, 31, 47, 63
        assertThat(row(weights, 1, 4)).containsExactly(1, 0, 0, 0);
        assertThat(row(weights, 2, 4)).containsExactly(.5f, .5f, 0, 0);
        assertThat(row(weights, 3, 4)).containsExactly(0, 1, 0, 0);
        assertThat(row(weights, 0, 4)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void a_finer_map_is_averaged_about_the_cell_and_not_merely_picked() {
        float[] weights = Grid.of(32, 4, 3).to(Grid.of(32, 8, 7));
        // the cell at 7 from cells at 3, 7 and 11
        assertThat(row(weights, 0, 8)).containsExactly(.25f, .5f, .25f, 0, 0, 0, 0, 0);
    }

    @Test
    void arrays_of_java_and_of_djl_agree() {
        Plane from = Plane.of(64, 32, 16, 15);
        Plane to = Plane.of(64, 32, 8, 7);
        Resampling resampling = Resampling.of(from, to);
        float[] map = new float[from.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = i * i % 7;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(
                    map, new Shape(1, 1, from.rows().cells(), from.columns().cells()));
            assertThat(resampling.apply(array).getShape()).isEqualTo(new Shape(1, 1, 4, 8));
            assertThat(resampling.apply(array).toFloatArray()).containsExactly(resampling.apply(map), OFFSET);
        }
    }

    private static final Offset<Float> OFFSET = Offset.offset(1e-6f);

    private static float[] row(float[] weights, int row, int columns) {
        return java.util.Arrays.copyOfRange(weights, row * columns, (row + 1) * columns);
    }
}
