package dev.eader.training.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
    @ParameterizedTest
    @CsvSource({"16,15,4,3", "16,0,4,0", "4,3,1,0", "4,0,1,0", "8,3.5,2,0.5", "4,3,1.37,0.185"})
    void a_map_of_where_its_cells_look_says_the_same_on_another_grid(
            double stride, double origin, double toStride, double toOrigin) {
        Grid from = new Grid(stride, origin);
        Grid to = new Grid(toStride, toOrigin);
        try (NDManager manager = NDManager.newBaseManager()) {
            int rows = 6;
            int height = (int) (rows * stride / toStride);
            float[] seen = new float[rows * rows];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = (float) (stride * (i / rows) + origin + 1000 * (stride * (i % rows) + origin));
            }
            NDArray maps = manager.create(seen, new Shape(1, 1, rows, rows));
            float[] drawn = from.draw(maps, to, height, height).toFloatArray();

            double last = stride * (rows - 1) + origin;
            for (int i = 0; i < drawn.length; i++) {
                double y = Math.max(origin, Math.min(toStride * (i / height) + toOrigin, last));
                double x = Math.max(origin, Math.min(toStride * (i % height) + toOrigin, last));
                assertThat((double) drawn[i]).isCloseTo(y + 1000 * x, offset(.02));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2-tf:16,24,3,320,16,15",
        "mobilenet_v2:16,24,0,320,16,0",
        "mobilenet_v2-tf:8,24,3,320,8,7",
        "resnet18x0.25:16,16,0,128,16,0"
    })
    void a_head_taps_stride_4_and_the_last_block(
            String name, int fine, double fineOrigin, int deep, double stride, double origin) {
        Head head = Head.of(Architecture.of(name), 3, 32);

        assertThat(head.fine().channels()).isEqualTo(fine);
        assertThat(head.fine().grid()).isEqualTo(new Grid(4, fineOrigin));
        assertThat(head.deep().channels()).isEqualTo(deep);
        assertThat(head.deep().grid()).isEqualTo(new Grid(stride, origin));
    }

    /** With all weights alike, what a cell sees lies evenly around the pixel that it looks at. */
    @ParameterizedTest
    @CsvSource({"mobilenet_v2-tf:16", "mobilenet_v2:16", "resnet18x0.25:16"})
    void cells_look_where_their_grid_says(String name) {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1)) {
            network.parameters().forEach((key, array) -> {
                long fanIn = array.size() / array.getShape().get(0);
                array.muli(0).addi(key.endsWith(".bias") ? 0 : 1. / fanIn);
            });
            Head head = Head.of(network.architecture(), 2, 8);
            // wide enough that the edges are out of sight; a line in each image, over all the places within a cell
            int height = 32;
            int width = 768;
            int lines = 16;
            float[] pixels = new float[lines * 3 * height * width];
            double expected = 0;
            for (int i = 0; i < lines; i++) {
                int x = width / 2 - lines / 2 + i;
                expected += (double) x / lines;
                for (int y = 0; y < height; y++) {
                    pixels[(i * 3 * height + y) * width + x] = 1;
                }
            }
            NDArray images = manager.create(pixels, new Shape(lines, 3, height, width));
            List<Integer> layers = List.of(head.fine().layer(), head.deep().layer());
            List<NDArray> maps = network.features(images, false, layers);

            assertThat(centre(maps.get(0), head.fine().grid())).isCloseTo(expected, offset(.2));
            assertThat(centre(maps.get(1), head.deep().grid())).isCloseTo(expected, offset(1.));
        }
    }

    @Test
    void a_shrunk_picture_has_its_middles_where_the_larger_has_its_edges() {
        assertThat(Grid.shrunk(2)).isEqualTo(new Grid(2, .5));
        assertThat(Grid.shrunk(1)).isEqualTo(Grid.PIXELS);
    }

    private static double centre(NDArray maps, Grid grid) {
        float[] perColumn = maps.sum(new int[] {0, 1, 2}).toFloatArray();
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < perColumn.length; i++) {
            sum += perColumn[i];
            weighted += perColumn[i] * (grid.stride() * i + grid.origin());
        }
        return weighted / sum;
    }
}
