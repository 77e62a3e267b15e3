package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Grid;
import dev.eader.training.network.Network;
import dev.eader.training.network.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void levels_are_the_last_layers_of_each_stride() {
        assertThat(Levels.of(Architecture.of("mobilenet_v2-tf:16")))
                .containsExactly(
                        new Tap(3, 24, new Grid(4, 3)),
                        new Tap(6, 32, new Grid(8, 7)),
                        new Tap(13, 96, new Grid(16, 15)),
                        new Tap(17, 320, new Grid(16, 15)));
        assertThat(Levels.of(Architecture.of("resnet18x0.5")))
                .containsExactly(
                        new Tap(3, 32, new Grid(4, 0)),
                        new Tap(5, 64, new Grid(8, 0)),
                        new Tap(7, 128, new Grid(16, 0)),
                        new Tap(9, 256, new Grid(32, 0)));
    }

    @Test
    void every_level_has_the_channels_and_the_size_that_it_says() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : List.of("mobilenet_v2:8", "mobilenet_v2-tf", "resnet18x0.125:16")) {
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1);
                List<Tap> levels = Levels.of(network.architecture());
                NDArray images = manager.zeros(new Shape(1, 3, 64, 96));
                List<NDArray> maps = network.features(
                        images, false, levels.stream().map(Tap::layer).toList());
                for (int i = 0; i < levels.size(); i++) {
                    Tap level = levels.get(i);
                    int stride = (int) level.grid().stride();
                    Shape expected = new Shape(1, level.channels(), 64 / stride, 96 / stride);
                    assertThat(maps.get(i).getShape()).as(name).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void the_last_level_looks_where_the_architecture_says() {
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
            List<Tap> levels = Levels.of(architecture);
            Tap last = levels.get(levels.size() - 1);
            assertThat(last.grid().stride()).as(name).isEqualTo(architecture.stride());
            assertThat(last.grid().origin()).as(name).isEqualTo(architecture.origin());
            assertThat(last.channels()).as(name).isLessThanOrEqualTo(architecture.channels());
        }
        assertThat(Levels.of(Architecture.of("vgg16:8")))
                .containsExactly(
                        new Tap(8, 256, new Grid(4, 1.5)),
                        new Tap(12, 512, new Grid(8, 3.5)),
                        new Tap(16, 512, new Grid(8, 7.5)));
    }

    @Test
    void features_lie_on_the_grid_of_stride_8_whatever_the_network() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : List.of("mobilenet_v2-tf", "resnet18x0.125:8", "vgg16x0.125:8")) {
                Network network = new Network(manager, Architecture.of(name), 2, false, DataType.FLOAT32, 1);
                try (AffinityNet affinity = new AffinityNet(manager, network, 1)) {
                    NDArray features = affinity.features(manager.ones(new Shape(1, 3, 64, 96)));
                    assertThat(features.getShape()).as(name).isEqualTo(new Shape(1, 128, 8, 12));
                    assertThat(affinity.plane(96, 64).size()).isEqualTo(8 * 12);
                }
            }
        }
    }

    @Test
    void a_network_whose_levels_are_not_known_is_refused() {
        Architecture other = new Architecture("alexnet", List.of(), "fc", Architecture.Normalization.IMAGENET);
        assertThatThrownBy(() -> Levels.of(other))
                .hasMessageContaining("alexnet")
                .hasMessageContaining("resnet");
    }
}
