package dev.eader.training.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.network.SampleAxis;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentationHeadTest {
    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2-tf:16,24,3,320,16,15",
        "mobilenet_v2:16,24,0,320,16,0",
        "mobilenet_v2-tf:8,24,3,320,8,7",
        "resnet18x0.25:16,16,0,128,16,0"
    })
    void head_uses_stride_4_and_the_last_block(
            String name, int fine, double fineOrigin, int deep, double stride, double origin) {
        SegmentationHead head = SegmentationHead.of(Architecture.of(name), 3, 32);

        assertThat(head.fine().channels()).isEqualTo(fine);
        assertThat(head.fine().axis()).isEqualTo(new SampleAxis(4, fineOrigin));
        assertThat(head.deep().channels()).isEqualTo(deep);
        assertThat(head.deep().axis()).isEqualTo(new SampleAxis(stride, origin));
    }

    /** With equal weights, a cell's receptive field is symmetric about its position. */
    @ParameterizedTest
    @CsvSource({"mobilenet_v2-tf:16", "mobilenet_v2:16", "resnet18x0.25:16"})
    void receptive_fields_are_centred_at_the_stated_positions(String name) {
        try (NDManager manager = NDManager.newBaseManager();
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1)) {
            network.parameters().forEach((key, array) -> {
                long fanIn = array.size() / array.getShape().get(0);
                array.muli(0).addi(key.endsWith(".bias") ? 0 : 1. / fanIn);
            });
            SegmentationHead head = SegmentationHead.of(network.architecture(), 2, 8);
            // wide enough that the edges have no effect; one line per image, at each position within a cell
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
            List<NDArray> maps = network.layerOutputs(images, false, layers);

            assertThat(centre(maps.get(0), head.fine().axis())).isCloseTo(expected, offset(.2));
            assertThat(centre(maps.get(1), head.deep().axis())).isCloseTo(expected, offset(1.));
        }
    }

    private static double centre(NDArray maps, SampleAxis axis) {
        float[] perColumn = maps.sum(new int[] {0, 1, 2}).toFloatArray();
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < perColumn.length; i++) {
            sum += perColumn[i];
            weighted += perColumn[i] * axis.position(i);
        }
        return weighted / sum;
    }
}
