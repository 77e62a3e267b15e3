package dev.eader.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final List<String> NARROW = List.of(
            "resnet18x0.0625",
            "resnet34x0.0625",
            "resnet50x0.0625",
            "resnet101x0.0625",
            "vgg16x0.0625",
            "vgg16_bnx0.0625",
            "mobilenet_v2x0.125",
            "mobilenet_v2-tfx0.125");

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18,11689512",
        "resnet34,21797672",
        "resnet50,25557032",
        "resnet101,44549160",
        "mobilenet_v2,3504872",
        "mobilenet_v2-tf,3504872",
        // torchvision's counts for other widths
        "mobilenet_v2x0.5,1968680",
        "mobilenet_v2x1.4,6108776"
    })
    void parameter_count_equals_that_of_torchvision(String name, long expected) {
        Architecture architecture = Architecture.of(name);

        long classifier = 1000L * architecture.channels() + 1000;
        assertThat(convolutions(architecture, 2) + classifier).isEqualTo(expected);
        for (int stride : new int[] {8, 16}) {
            assertThat(convolutions(Architecture.of(name + ":" + stride), 2)).isEqualTo(expected - classifier);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void vgg_parameter_count_equals_that_of_torchvision(int stride) {
        assertThat(convolutions(Architecture.of("vgg16:" + stride), 1)).isEqualTo(14_714_688);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet50x0.0625", "vgg16x0.0625", "mobilenet_v2x0.125"})
    void network_has_parameters_of_convolutions_and_classifier(String name) {
        for (boolean batchNorm : new boolean[] {true, false}) {
            Network network = network(name, batchNorm);
            long classifier = 5L * network.architecture().channels() + 5;

            long held = network.trainable().values().stream()
                    .mapToLong(NDArray::size)
                    .sum();

            assertThat(held).isEqualTo(convolutions(network.architecture(), batchNorm ? 2 : 1) + classifier);
        }
    }

    /** @param vectors number of vectors of one value per output channel: 1 for a bias, 2 for scale and shift */
    private static long convolutions(Architecture architecture, int vectors) {
        return architecture.convolutions().stream()
                .mapToLong(
                        c -> (long) c.out() * c.in() / c.groups() * c.kernel() * c.kernel() + (long) vectors * c.out())
                .sum();
    }

    @ParameterizedTest
    @MethodSource("eachNetworkAtEachStride")
    void feature_map_has_the_stated_stride_and_channels(String name, int stride) {
        Network network = network(name + ":" + stride, false);

        Shape features = network.forward(images(96), false).features().getShape();

        assertThat(features).isEqualTo(new Shape(1, network.architecture().channels(), 96 / stride, 96 / stride));
        assertThat(network.architecture().stride()).isEqualTo(stride);
    }

    /** The weights are the same, so pre-trained weights remain valid; only cells in between are added. */
    @ParameterizedTest
    @CsvSource({
        "resnet18x0.0625,32",
        "resnet50x0.0625,32",
        "mobilenet_v2x0.125,32",
        "mobilenet_v2-tfx0.125,32",
        "vgg16x0.0625,16"
    })
    void dilation_keeps_the_values_of_the_coarser_map(String name, int coarser) {
        NDArray images = images(128);
        Network sparse = network(name + ":" + coarser, false);
        NDArray expected = sparse.forward(images, false).features();
        for (int stride = 8; stride < coarser; stride *= 2) {
            Network dense = network(name + ":" + stride, false);
            double first =
                    (sparse.architecture().origin() - dense.architecture().origin()) / stride;
            assertThat(first).as("whole cells apart").isEqualTo(Math.rint(first));

            NDArray features = dense.forward(images, false).features();

            NDArray common = features.get(
                    String.format(Locale.ROOT, ":,:,%1$d::%2$d,%1$d::%2$d", (int) first, coarser / stride));
            assertSame(common, expected);
        }
    }

    @Test
    void vgg_at_stride_16_only_omits_the_last_pooling() {
        NDArray images = images(128);
        Shape two = new Shape(2, 2);

        NDArray without =
                network("vgg16x0.0625:16", false).forward(images, false).features();

        NDArray with = network("vgg16x0.0625", false).forward(images, false).features();
        assertSame(Pool.maxPool2d(without, two, two, new Shape(0, 0), false), with);
    }

    /**
     * Each image has one bright column. Kernels are symmetric, positive and largest in their centre, so that a cell's values over
     * these images are symmetric about its position.
     */
    @ParameterizedTest
    @MethodSource("eachNetworkAtEachStride")
    void receptive_field_is_centred_at_the_stated_origin(String name, int stride) {
        int width = 160;
        int cell = width / stride / 2;
        Network network = network(name + ":" + stride, false);
        network.architecture().convolutions().forEach(c -> {
            NDArray weight = network.parameters().get(c.name() + ".weight");
            NDArray kernel = manager.full(new Shape(c.kernel(), c.kernel()), .02f);
            kernel.set(new NDIndex(c.kernel() / 2, c.kernel() / 2), 1f);
            double fanIn = kernel.sum().getFloat() * c.in() / c.groups();
            weight.muli(0).addi(kernel.div(fanIn));
        });
        NDArray columns =
                manager.eye(width).mul(.001f).reshape(width, 1, 1, width).broadcast(width, 3, stride, width);

        NDArray features = network.forward(columns, false).features();

        NDArray values = features.get(":,0,0," + cell);
        double centroid = values.mul(manager.arange(width)).sum().getFloat()
                / values.sum().getFloat();
        double expected = stride * cell + network.architecture().origin();
        assertThat(centroid).isCloseTo(expected, within(.1));
    }

    static Stream<Arguments> eachNetworkAtEachStride() {
        return NARROW.stream().flatMap(name -> Stream.of(8, 16, 32).map(stride -> Arguments.of(name, stride)));
    }

    @Test
    void unknown_network_name_is_refused_with_the_accepted_names() {
        for (String name : List.of("alexnet", "", "resnet18x", "resnet", "vgg16x0.5x0.5")) {
            assertThatThrownBy(() -> Architecture.of(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("resnet101", "vgg16", "mobilenet_v2-tf", "xWIDTH", "8, 16 or 32");
        }
        for (String name : List.of("resnet18:7", "resnet18:", "vgg16:x", "resnet18:16:8")) {
            assertThatThrownBy(() -> Architecture.of(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("8, 16 or 32", name);
        }
        for (String name : List.of("resnet18x0", "resnet18x9", "resnet18x0.2.5")) {
            assertThatThrownBy(() -> Architecture.of(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("width", "from 1/64 to 4", name);
        }
    }

    private Network network(String name, boolean batchNorm) {
        return new Network(manager, Architecture.of(name), 5, batchNorm, DataType.FLOAT32, 1);
    }

    private NDArray images(int side) {
        return manager.randomNormal(new Shape(1, 3, side, side));
    }

    private static void assertSame(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        double scale = expected.abs().max().getFloat();
        assertThat(scale).isPositive();
        assertThat(actual.sub(expected).abs().max().getFloat() / scale).isLessThan(1e-5);
    }
}
