package dev.eader.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    private static final String NARROW = "resnet18x0.125";

    @TempDir
    Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void a_file_with_batch_norm_keys_gives_a_network_without_them_the_same_outputs() throws IOException {
        Network normalized = network(NARROW, true, 1);
        disturbStatistics(normalized);
        Network folded = network(NARROW, false, 2);

        Weights.Report report = Weights.initialize(folded, write(normalized));

        assertThat(report.missing()).isEmpty();
        assertThat(report.unexpected()).isEmpty();
        assertSame(normalized, folded, images(2, 64));
    }

    @Test
    void calibration_gives_a_folded_file_a_batch_norm_that_changes_nothing() throws IOException {
        Network folded = network("mobilenet_v2-tf", false, 1);
        Network normalized = network("mobilenet_v2-tf", true, 2);
        NDArray images = images(4, 64);

        Weights.Report report = Weights.initialize(normalized, write(folded));
        assertThat(report.calibrate()).isTrue();
        Calibration.run(normalized, images);

        assertSame(folded, normalized, images);
    }

    @Test
    void names_that_are_missing_or_unexpected_are_listed_and_a_classifier_of_other_classes_stays_random()
            throws IOException {
        Network source = new Network(manager, Architecture.of(NARROW), 1000, false, DataType.FLOAT32, 1);
        Map<String, NDArray> arrays = new TreeMap<>(source.parameters());
        arrays.remove("layer4.0.conv1.weight");
        NDArray stray = manager.zeros(new Shape(1));
        stray.setName("stray");
        arrays.put("stray", stray);
        Path file = folder.resolve("partial.safetensors");
        Weights.write(arrays.values(), file);

        Weights.Report report = Weights.initialize(network(NARROW, false, 2), file);

        assertThat(report.missing()).containsExactlyInAnyOrder("layer4.0.conv1.weight", "fc.weight", "fc.bias");
        assertThat(report.unexpected()).containsExactlyInAnyOrder("stray", "fc.weight", "fc.bias");
    }

    @Test
    void an_array_of_another_shape_is_refused_by_name() throws IOException {
        Path file = write(network("resnet18x0.25", false, 1));
        Network narrower = network(NARROW, false, 1);

        assertThatThrownBy(() -> Weights.initialize(narrower, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv1.weight")
                .hasMessageContaining("(16, 3, 7, 7)")
                .hasMessageContaining("(8, 3, 7, 7)");
    }

    @Test
    void the_feature_map_has_the_stride_that_was_asked_for() {
        for (String name : List.of("mobilenet_v2", "mobilenet_v2-tf", NARROW)) {
            for (int stride : new int[] {8, 16, 32}) {
                Network network = network(name + ":" + stride, false, 1);
                Shape features =
                        network.forward(images(1, 64), false).features().getShape();
                assertThat(features.slice(2)).as(name).isEqualTo(new Shape(64 / stride, 64 / stride));
            }
        }
    }

    @Test
    void an_unknown_network_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> Architecture.of("alexnet")).hasMessageContaining("mobilenet_v2");
        assertThatThrownBy(() -> Architecture.of("resnet18:7")).hasMessageContaining("8, 16 or 32");
    }

    @Test
    void running_statistics_follow_the_batch_by_a_tenth_a_step() {
        Network network = network(NARROW, true, 1);
        NDArray images = images(4, 64);
        NDArray filtered = network.filter(network.architecture().convolutions().get(0), images, null);
        double mean = filtered.transpose(1, 0, 2, 3)
                .reshape(8, -1)
                .mean(new int[] {1})
                .getFloat(0);

        network.forward(images, true);

        assertThat((double) network.parameters().get("bn1.running_mean").getFloat(0))
                .isCloseTo(mean * .1, org.assertj.core.data.Offset.offset(1e-5));
    }

    private Network network(String name, boolean batchNorm, long seed) {
        return new Network(manager, Architecture.of(name), 5, batchNorm, DataType.FLOAT32, seed);
    }

    private NDArray images(int count, int side) {
        return manager.randomNormal(new Shape(count, 3, side, side));
    }

    private Path write(Network network) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Weights.write(new ArrayList<>(network.parameters().values()), file);
        return file;
    }

    private void disturbStatistics(Network network) {
        network.parameters().forEach((name, array) -> {
            if (name.contains("running_") || name.contains("bn")) {
                array.addi(manager.randomUniform(0, .5f, array.getShape()));
            }
        });
    }

    private static void assertSame(Network one, Network other, NDArray images) {
        NDArray expected = one.forward(images, false).features();
        NDArray actual = other.forward(images, false).features();
        double scale = expected.abs().max().getFloat();
        assertThat(scale).isPositive();
        assertThat(expected.sub(actual).abs().max().getFloat() / scale).isLessThan(2e-3);
    }
}
