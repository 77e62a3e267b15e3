package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.FeatureMap;
import dev.eader.training.network.Network;
import dev.eader.training.network.SampleAxis;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackboneStagesTest {
    @Test
    void stages_end_at_the_last_layer_of_each_stride() {
        assertThat(BackboneStages.of(Architecture.of("mobilenet_v2-tf:16")))
                .containsExactly(
                        new FeatureMap(3, 24, new SampleAxis(4, 3)),
                        new FeatureMap(6, 32, new SampleAxis(8, 7)),
                        new FeatureMap(13, 96, new SampleAxis(16, 15)),
                        new FeatureMap(17, 320, new SampleAxis(16, 15)));
        assertThat(BackboneStages.of(Architecture.of("resnet18x0.5")))
                .containsExactly(
                        new FeatureMap(3, 32, new SampleAxis(4, 0)),
                        new FeatureMap(5, 64, new SampleAxis(8, 0)),
                        new FeatureMap(7, 128, new SampleAxis(16, 0)),
                        new FeatureMap(9, 256, new SampleAxis(32, 0)));
    }

    @Test
    void feature_maps_have_the_stated_size_and_channels() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : List.of("mobilenet_v2:8", "mobilenet_v2-tf", "resnet18x0.125:16")) {
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1);
                List<FeatureMap> levels = BackboneStages.of(network.architecture());
                NDArray images = manager.zeros(new Shape(1, 3, 64, 96));
                List<NDArray> maps = network.layerOutputs(
                        images, false, levels.stream().map(FeatureMap::layer).toList());
                for (int i = 0; i < levels.size(); i++) {
                    FeatureMap level = levels.get(i);
                    int stride = (int) level.axis().stride();
                    Shape expected = new Shape(1, level.channels(), 64 / stride, 96 / stride);
                    assertThat(maps.get(i).getShape()).as(name).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void last_stage_has_the_position_that_the_architecture_states() {
        for (String name : List.of(
                "mobilenet_v2:8",
                "mobilenet_v2-tf:8",
                "mobilenet_v2-tf",
                "resnet34:16",
                "resnet50:8",
                "vgg16:16",
                "vgg16:8",
                "vgg16_bn:16")) {
            Architecture architecture = Architecture.of(name);
            List<FeatureMap> levels = BackboneStages.of(architecture);
            FeatureMap last = levels.get(levels.size() - 1);
            assertThat(last.axis().stride()).as(name).isEqualTo(architecture.stride());
            assertThat(last.axis().origin()).as(name).isEqualTo(architecture.origin());
            assertThat(last.channels()).as(name).isLessThanOrEqualTo(architecture.channels());
        }
        assertThat(BackboneStages.of(Architecture.of("vgg16:8")))
                .containsExactly(
                        new FeatureMap(8, 256, new SampleAxis(4, 1.5)),
                        new FeatureMap(12, 512, new SampleAxis(8, 3.5)),
                        new FeatureMap(16, 512, new SampleAxis(8, 7.5)));
    }

    @Test
    void features_have_stride_8_for_every_network() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : List.of("mobilenet_v2-tf", "resnet18x0.125:8", "vgg16x0.125:8")) {
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1);
                try (AffinityNet affinity = new AffinityNet(manager, network, 1)) {
                    NDArray features = affinity.features(manager.ones(new Shape(1, 3, 64, 96)));
                    assertThat(features.getShape()).as(name).isEqualTo(new Shape(1, 128, 8, 12));
                    assertThat(affinity.grid(96, 64).size()).isEqualTo(8 * 12);
                }
            }
        }
    }

    @Test
    void unsupported_network_is_refused() {
        Architecture other = new Architecture("alexnet", List.of(), "fc", Architecture.Normalization.IMAGENET);
        assertThatThrownBy(() -> BackboneStages.of(other))
                .hasMessageContaining("alexnet")
                .hasMessageContaining("resnet");
    }
}
