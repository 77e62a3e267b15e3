package dev.eader.training.erasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SgdTest {
    private static final Architecture LINEAR =
            new Architecture("linear", List.of(), 3, 1, 0, "fc", Architecture.Normalization.SYMMETRIC);

    @Test
    void two_steps_are_pytorch_s_formula_by_hand() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(.1, 2, .9, .01, 0));
            NDArray bias = network.parameters().get("fc.bias");

            gradientOfBias(manager, network, 3);
            sgd.step(1);
            // v = 3, the classifier's rate is 0.1 x 2
            assertThat(bias.getFloat(0)).isCloseTo(-.6f, Offset.offset(1e-6f));

            gradientOfBias(manager, network, 1);
            sgd.step(.5);
            // v = 0.9 x 3 + 1 + 0.01 x -0.6 = 3.694, at half the rate
            assertThat(bias.getFloat(0)).isCloseTo(-.6f - .1f * 3.694f, Offset.offset(1e-6f));
        }
    }

    @Test
    void a_gradient_above_the_clip_is_scaled_to_it_as_a_whole() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(1, 1, 0, 0, 1));
            double[] before = values(network, "fc.bias");

            double norm = gradientOfBiasAndWeight(manager, network, sgd);

            assertThat(norm).isGreaterThan(1);
            double[] after = values(network, "fc.bias");
            assertThat(before[0] - after[0]).isCloseTo(4 / norm, Offset.offset(1e-6));
        }
    }

    @Test
    void a_gradient_that_is_not_finite_stops_the_run() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(1, 1, 0, 0, 1));
            gradientOfBias(manager, network, Float.NaN);

            assertThatThrownBy(() -> sgd.step(1)).isInstanceOf(ArithmeticException.class);
        }
    }

    private static Network network(NDManager manager) {
        return new Network(manager, LINEAR, 1, false, DataType.FLOAT32, 1);
    }

    /** Pixels of 0 leave the weights a gradient of 0 and the bias one of {@code slope}. */
    private static void gradientOfBias(NDManager manager, Network network, float slope) {
        network.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.zeros(new ai.djl.ndarray.types.Shape(1, 3, 1, 1));
            NDArray loss = network.forward(x, true).logits().sum();
            collector.backward(loss.mul(manager.create(slope)));
        }
    }

    private static double gradientOfBiasAndWeight(NDManager manager, Network network, Sgd sgd) {
        network.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.ones(new ai.djl.ndarray.types.Shape(1, 3, 1, 1));
            NDArray loss = network.forward(x, true).logits().sum();
            collector.backward(loss.mul(manager.create(4f)));
        }
        return sgd.step(1);
    }

    private static double[] values(Network network, String name) {
        return new double[] {network.parameters().get(name).getFloat(0)};
    }
}
