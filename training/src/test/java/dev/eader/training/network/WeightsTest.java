package dev.eader.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void folding_batch_norm_keeps_the_outputs() throws IOException {
        Network normalized = network(NARROW, true, 1);
        disturbStatistics(normalized);
        Network folded = network(NARROW, false, 2);

        Weights.Report report = Weights.initialize(folded, write(normalized));

        assertThat(report.missing()).isEmpty();
        assertThat(report.unexpected()).isEmpty();
        assertSame(normalized, folded, images(2, 64));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timm_mobilenet_gives_the_outputs_of_torchvision(boolean folded) throws IOException {
        Network source = network("mobilenet_v2x0.125", !folded, 1);
        disturbStatistics(source);
        Map<String, NDArray> renamed = new TreeMap<>();
        source.parameters().forEach((name, array) -> renamed.put(inTimm(name), array));
        assertThat(renamed)
                .containsKeys(
                        "conv_stem.weight",
                        "blocks.0.0.conv_dw.weight",
                        "blocks.0.0.conv_pw.weight",
                        "blocks.1.1.conv_pwl.weight",
                        "blocks.6.0.conv_dw.weight",
                        "conv_head.weight",
                        "classifier.bias");
        Network target = network("mobilenet_v2x0.125", false, 2);

        Weights.Report report = Weights.initialize(target, write(renamed));

        assertThat(report).isEqualTo(new Weights.Report(List.of(), List.of(), false));
        assertSame(source, target, images(2, 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet50x0.0625", "vgg16_bnx0.0625"})
    void shared_names_are_matched_and_the_rest_reported(String name) throws IOException {
        Network source = new Network(manager, Architecture.of(name), 1000, true, DataType.FLOAT32, 1);
        disturbStatistics(source);
        Map<String, NDArray> arrays = new TreeMap<>(source.parameters());
        arrays.put("head.fc.weight", manager.zeros(new Shape(1000, 16)));
        arrays.put("pre_logits.fc1.bias", manager.zeros(new Shape(16)));
        arrays.put(source.architecture().convolutions().get(0).norm() + ".num_batches_tracked", manager.create(3L));

        for (boolean batchNorm : new boolean[] {true, false}) {
            Network target = network(name, batchNorm, 2);
            Weights.Report report = Weights.initialize(target, write(arrays));

            assertThat(report.missing()).containsExactlyInAnyOrder("fc.weight", "fc.bias");
            assertThat(report.unexpected())
                    .containsExactlyInAnyOrder("fc.weight", "fc.bias", "head.fc.weight", "pre_logits.fc1.bias");
            assertThat(report.calibrate()).isFalse();
            assertSame(source, target, images(2, 64));
        }
    }

    @Test
    void convolution_bias_before_batch_norm_is_kept() throws IOException {
        Network source = network("vgg16_bnx0.0625", true, 1);
        disturbStatistics(source);
        Map<String, NDArray> arrays = new TreeMap<>(source.parameters());
        // a bias that the running mean cancels
        for (Layer.Convolution c : source.architecture().convolutions()) {
            NDArray bias = manager.randomNormal(new Shape(c.out()));
            arrays.put(c.name() + ".bias", bias);
            arrays.computeIfPresent(c.norm() + ".running_mean", (name, mean) -> mean.add(bias));
        }

        for (boolean batchNorm : new boolean[] {true, false}) {
            Network target = network("vgg16_bnx0.0625", batchNorm, 2);
            Weights.Report report = Weights.initialize(target, write(arrays));

            assertThat(report).isEqualTo(new Weights.Report(List.of(), List.of(), false));
            assertSame(source, target, images(2, 64));
        }
    }

    @Test
    void calibrated_batch_norm_keeps_the_outputs_of_vgg() throws IOException {
        Network plain = network("vgg16x0.0625:8", false, 1);
        plain.architecture()
                .convolutions()
                .forEach(c -> plain.parameters().get(c.name() + ".bias").addi(.1f));
        Network normalized = network("vgg16x0.0625:8", true, 2);
        NDArray images = images(4, 64);

        Weights.Report report = Weights.initialize(normalized, write(plain));
        BatchNormCalibration.run(normalized, images);

        assertThat(report).isEqualTo(new Weights.Report(List.of(), List.of(), true));
        assertSame(plain, normalized, images);
    }

    @Test
    void calibrated_batch_norm_keeps_the_outputs_of_folded_weights() throws IOException {
        Network folded = network("mobilenet_v2-tf", false, 1);
        Network normalized = network("mobilenet_v2-tf", true, 2);
        NDArray images = images(4, 64);

        Weights.Report report = Weights.initialize(normalized, write(folded));
        assertThat(report.calibrate()).isTrue();
        BatchNormCalibration.run(normalized, images);

        assertSame(folded, normalized, images);
    }

    @Test
    void missing_and_unexpected_names_are_reported() throws IOException {
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
    void array_of_another_shape_is_refused_by_name() throws IOException {
        Path file = write(network("resnet18x0.25", false, 1));
        Network narrower = network(NARROW, false, 1);

        assertThatThrownBy(() -> Weights.initialize(narrower, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv1.weight")
                .hasMessageContaining("(16, 3, 7, 7)")
                .hasMessageContaining("(8, 3, 7, 7)");
    }

    @Test
    void running_statistics_change_by_a_tenth_per_step() {
        Network network = network(NARROW, true, 1);
        NDArray images = images(4, 64);
        NDArray filtered =
                network.convolve(network.architecture().convolutions().get(0), images, null);
        double mean = filtered.transpose(1, 0, 2, 3)
                .reshape(8, -1)
                .mean(new int[] {1})
                .getFloat(0);

        network.forward(images, true);

        assertThat((double) network.parameters().get("bn1.running_mean").getFloat(0))
                .isCloseTo(mean * .1, offset(1e-5));
    }

    private Network network(String name, boolean batchNorm, long seed) {
        return new Network(manager, Architecture.of(name), 5, batchNorm, DataType.FLOAT32, seed);
    }

    private NDArray images(int count, int side) {
        return manager.randomNormal(new Shape(count, 3, side, side));
    }

    private Path write(Network network) throws IOException {
        return write(network.parameters());
    }

    private Path write(Map<String, NDArray> arrays) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        List<NDArray> named = new ArrayList<>();
        arrays.forEach((name, array) -> {
            NDArray copy = array.duplicate();
            copy.setName(name);
            named.add(copy);
        });
        Weights.write(named, file);
        return file;
    }

    /** Name of the array in {@code timm.create_model("mobilenetv2_100")}. */
    private static String inTimm(String name) {
        int[] repeats = {1, 2, 3, 4, 3, 3, 1};
        String timm = name.replaceFirst("^features\\.0\\.0\\.", "conv_stem.")
                .replaceFirst("^features\\.0\\.1\\.", "bn1.")
                .replaceFirst("^features\\.18\\.0\\.", "conv_head.")
                .replaceFirst("^features\\.18\\.1\\.", "bn2.")
                .replaceFirst("^classifier\\.1\\.", "classifier.");
        int index = 1;
        for (int stage = 0; stage < repeats.length; stage++) {
            for (int block = 0; block < repeats[stage]; block++, index++) {
                String from = "features." + index + ".conv.";
                String to = "blocks." + stage + "." + block + ".";
                String[] parts = stage == 0
                        ? new String[] {"0.0", "conv_dw", "0.1", "bn1", "1", "conv_pw", "2", "bn2"}
                        : new String[] {
                            "0.0", "conv_pw", "0.1", "bn1", "1.0", "conv_dw", "1.1", "bn2", "2", "conv_pwl", "3", "bn3"
                        };
                for (int i = 0; i < parts.length; i += 2) {
                    String suffix = timm.substring(timm.lastIndexOf('.'));
                    timm = timm.equals(from + parts[i] + suffix) ? to + parts[i + 1] + suffix : timm;
                }
            }
        }
        return timm;
    }

    private void disturbStatistics(Network network) {
        network.parameters().forEach((name, array) -> {
            if (array.getShape().dimension() == 1) {
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
