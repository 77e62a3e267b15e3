package dev.eader.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    @Property(tries = 200)
    void resampling_preserves_a_linear_ramp(
            @ForAll @IntRange(min = 1, max = 5) int fromShift,
            @ForAll @IntRange(min = 1, max = 5) int toShift,
            @ForAll @DoubleRange(min = 0, max = 1) double fromOrigin,
            @ForAll @DoubleRange(min = 0, max = 1) double toOrigin) {
        int from = 1 << fromShift;
        int to = 1 << toShift;
        SampleAxis source = new SampleAxis(from, fromOrigin * (from - 1));
        SampleAxis target = new SampleAxis(to, toOrigin * (to - 1));
        int cells = 256 / from;
        float[] weights = source.weights(cells, target, 256 / to);
        double margin = Math.max(from, to);
        for (int cell = 0; cell < 256 / to; cell++) {
            double sum = 0;
            double value = 0;
            for (int s = 0; s < cells; s++) {
                sum += weights[cell * cells + s];
                value += weights[cell * cells + s] * source.position(s);
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
            boolean reached = target.position(cell) >= source.position(0) + margin
                    && target.position(cell) <= source.position(cells - 1) - margin;
            if (reached) {
                // averaging may be off by less than a cell of the finer grid
                assertThat(value).isCloseTo(target.position(cell), Offset.offset(from < to ? from / 4. : 1e-3));
            }
        }
    }

    @Test
    void cells_at_equal_positions_are_copied_others_interpolated() {
        float[] weights = new SampleAxis(16, 15).weights(4, new SampleAxis(8, 7), 8);
        // cells at 7, 15, 23, ... from cells at 15, 31, 47, 63
        assertThat(row(weights, 1, 4)).containsExactly(1, 0, 0, 0);
        assertThat(row(weights, 2, 4)).containsExactly(.5f, .5f, 0, 0);
        assertThat(row(weights, 3, 4)).containsExactly(0, 1, 0, 0);
        assertThat(row(weights, 0, 4)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void resampling_to_a_coarser_grid_averages_values() {
        float[] weights = new SampleAxis(4, 3).weights(8, new SampleAxis(8, 7), 4);
        // the cell at 7 from cells at 3, 7 and 11
        assertThat(row(weights, 0, 8)).containsExactly(.25f, .5f, .25f, 0, 0, 0, 0, 0);
    }

    @Test
    void java_and_djl_resampling_give_equal_results() {
        SampleGrid from = SampleGrid.ofFeatureMap(64, 32, new SampleAxis(16, 15));
        SampleGrid to = SampleGrid.ofFeatureMap(64, 32, new SampleAxis(8, 7));
        Resampling resampling = Resampling.of(from, to);
        float[] map = new float[from.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = i * i % 7;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(map, new Shape(1, 1, from.rows(), from.columns()));
            assertThat(resampling.apply(array).getShape()).isEqualTo(new Shape(1, 1, 4, 8));
            assertThat(resampling.apply(array).toFloatArray()).containsExactly(resampling.apply(map), OFFSET);
        }
    }

    @Test
    void enlarging_to_the_image_equals_pytorch() {
        float[] map = new float[7 * 5];
        Random random = new Random(3);
        for (int i = 0; i < map.length; i++) {
            map[i] = random.nextFloat();
        }
        for (int[] size : new int[][] {{28, 19}, {7, 5}, {26, 6}}) {
            float[] enlarged = Resampling.between(7, 5, size[0], size[1]).apply(map);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray array = manager.create(map, new Shape(1, 1, 5, 7));
                float[] expected = array.getNDArrayInternal()
                        .interpolation(new long[] {size[1], size[0]}, 1, false)
                        .toFloatArray();
                assertThat(enlarged).containsExactly(expected, OFFSET);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"16,15,4,3", "16,0,4,0", "4,3,1,0", "4,0,1,0", "8,3.5,2,0.5", "4,3,1.37,0.185"})
    void resampled_cell_positions_are_correct(double stride, double origin, double toStride, double toOrigin) {
        SampleAxis from = new SampleAxis(stride, origin);
        SampleAxis to = new SampleAxis(toStride, toOrigin);
        try (NDManager manager = NDManager.newBaseManager()) {
            int rows = 6;
            int height = (int) (rows * stride / toStride);
            float[] seen = new float[rows * rows];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = (float) (stride * (i / rows) + origin + 1000 * (stride * (i % rows) + origin));
            }
            NDArray maps = manager.create(seen, new Shape(1, 1, rows, rows));
            float[] drawn = Resampling.of(new SampleGrid(rows, rows, from), new SampleGrid(height, height, to))
                    .apply(maps)
                    .toFloatArray();

            double last = stride * (rows - 1) + origin;
            for (int i = 0; i < drawn.length; i++) {
                double y = Math.max(origin, Math.min(toStride * (i / height) + toOrigin, last));
                double x = Math.max(origin, Math.min(toStride * (i % height) + toOrigin, last));
                assertThat((double) drawn[i]).isCloseTo(y + 1000 * x, Offset.offset(.02));
            }
        }
    }

    @Test
    void half_pixel_cells_lie_at_the_centre_of_their_pixels() {
        assertThat(SampleAxis.halfPixel(2)).isEqualTo(new SampleAxis(2, .5));
        assertThat(SampleAxis.halfPixel(1)).isEqualTo(SampleAxis.PIXELS);
    }

    private static final Offset<Float> OFFSET = Offset.offset(1e-6f);

    private static float[] row(float[] weights, int row, int columns) {
        return java.util.Arrays.copyOfRange(weights, row * columns, (row + 1) * columns);
    }
}
