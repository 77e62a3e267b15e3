package dev.eader.training.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovingAverageTest {
    private final NDManager manager = NDManager.newBaseManager();
    private final Network network =
            new Network(manager, Architecture.of("resnet18x0.125"), 3, false, DataType.FLOAT32, 1);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void average_follows_the_first_updates_faster() {
        NDArray bias = network.parameters().get("fc.bias");
        MovingAverage average = new MovingAverage(manager, network, .5);
        NDArray averaged = average.weights().get("fc.bias");
        bias.addi(1);
        average.update();
        // the decay of the first update is 2/11
        assertThat(averaged.toFloatArray()[0]).isCloseTo(1 - 2f / 11, within(1e-6f));
        for (int n = 2; n < 20; n++) {
            average.update();
        }
        bias.addi(1);
        float before = averaged.toFloatArray()[0];
        average.update();
        assertThat(averaged.toFloatArray()[0]).isCloseTo((before + 2) / 2, within(1e-6f));
    }

    @Test
    void decay_of_1_is_refused() {
        assertThatThrownBy(() -> new MovingAverage(manager, network, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--ema");
    }
}
