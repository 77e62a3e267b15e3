package dev.eader.training.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientDescentTest {
    private static final Architecture LINEAR =
            new Architecture("linear", List.of(), "fc", Architecture.Normalization.SYMMETRIC);

    @Test
    void two_sgd_steps_match_the_formula_of_pytorch() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(Optimizer.SGD, .1, 2, .9, .01, 0));
            NDArray bias = network.parameters().get("fc.bias");

            gradientOfBias(manager, network, 3);
            sgd.step(1);
            // v = 3; the learning rate of the classifier is 0.1 x 2
            assertThat(bias.getFloat(0)).isCloseTo(-.6f, Offset.offset(1e-6f));

            gradientOfBias(manager, network, 1);
            sgd.step(.5);
            // v = 0.9 x 3 + 1 + 0.01 x -0.6 = 3.694, at half the learning rate
            assertThat(bias.getFloat(0)).isCloseTo(-.6f - .1f * 3.694f, Offset.offset(1e-6f));
        }
    }

    @Test
    void two_adam_steps_match_the_formula_of_pytorch() {
        // step 1: m = 0.3, v = 0.009, corrected 3 and 9; the gradient of step 2 is 1 + 0.01 x -0.2 = 0.998
        double mean = .9 * .3 + .1 * .998;
        double variance = .999 * .009 + .001 * .998 * .998;
        double second = -.2 - .1 * (mean / (1 - .81)) / Math.sqrt(variance / (1 - .999 * .999));
        assertThat(biasAfterTwoSteps(Optimizer.ADAM)).isCloseTo(second, Offset.offset(1e-6));
    }

    @Test
    void two_adamw_steps_match_the_formula_of_pytorch() {
        // the gradient of step 2 is 1; the weight is multiplied with 1 - 0.1 x 0.01 first
        double mean = .9 * .3 + .1 * 1;
        double variance = .999 * .009 + .001 * 1;
        double second = -.2 * (1 - .001) - .1 * (mean / (1 - .81)) / Math.sqrt(variance / (1 - .999 * .999));
        assertThat(biasAfterTwoSteps(Optimizer.ADAMW)).isCloseTo(second, Offset.offset(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void optimizer_with_restored_state_continues_identically(Optimizer optimizer) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Network other = network(manager);
            GradientDescent.Settings settings = new GradientDescent.Settings(optimizer, .1, 1, .9, .01, 0);
            GradientDescent descent = GradientDescent.of(manager, network, settings);
            gradientOfBias(manager, network, 3);
            descent.step(1);

            GradientDescent resumed = GradientDescent.of(manager, other, settings);
            network.parameters()
                    .forEach((name, array) -> array.copyTo(other.parameters().get(name)));
            descent.state()
                    .forEach((name, array) -> array.copyTo(resumed.state().get(name)));
            gradientOfBias(manager, network, 1);
            descent.step(1);
            gradientOfBias(manager, other, 1);
            resumed.step(1);
            assertThat(values(other, "fc.bias")).isEqualTo(values(network, "fc.bias"));
            assertThat(values(other, "fc.weight")).isEqualTo(values(network, "fc.weight"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void steps_leave_no_arrays_in_memory(Optimizer optimizer) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            GradientDescent descent =
                    GradientDescent.of(manager, network, new GradientDescent.Settings(optimizer, .1, 1, .9, .01, 1));
            NDManager owner = network.parameters().get("fc.bias").getManager();
            int before = owner.getManagedArrays().size();
            int beside = manager.getManagedArrays().size();
            for (int step = 0; step < 5; step++) {
                try (NDManager scope = manager.newSubManager()) {
                    gradientOfBias(scope, network, 1);
                    descent.step(1);
                }
            }
            assertThat(owner.getManagedArrays()).hasSize(before);
            assertThat(manager.getManagedArrays()).hasSize(beside);
        }
    }

    @Test
    void gradients_of_replicas_are_added_then_cleared() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Network copy = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(Optimizer.SGD, 1, 1, 0, 0, 0));
            gradientOfBias(manager, network, 3);
            gradientOfBias(manager, copy, 4);

            assertThat(sgd.step(1, List.of(copy))).isCloseTo(7, Offset.offset(1e-6));
            assertThat(values(network, "fc.bias")).containsExactly(-7);
            assertThat(values(copy, "fc.bias")).containsExactly(0);
            assertThat(copy.parameters().get("fc.bias").getGradient().getFloat(0))
                    .isZero();
        }
    }

    @Test
    void gradient_above_the_clip_norm_is_scaled_to_it() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(Optimizer.SGD, 1, 1, 0, 0, 1));
            double[] before = values(network, "fc.bias");

            double norm = gradientOfBiasAndWeight(manager, network, sgd);

            assertThat(norm).isGreaterThan(1);
            double[] after = values(network, "fc.bias");
            assertThat(before[0] - after[0]).isCloseTo(4 / norm, Offset.offset(1e-6));
        }
    }

    @Test
    void gradient_that_is_not_finite_is_refused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            Sgd sgd = new Sgd(manager, network, new Sgd.Settings(Optimizer.SGD, 1, 1, 0, 0, 1));
            gradientOfBias(manager, network, Float.NaN);

            assertThatThrownBy(() -> sgd.step(1)).isInstanceOf(ArithmeticException.class);
        }
    }

    /** Gradients of 3 and 1, the second at half the learning rate, which is 0.1 x 2; weight decay 0.01. */
    private static double biasAfterTwoSteps(Optimizer optimizer) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(manager);
            GradientDescent descent =
                    GradientDescent.of(manager, network, new GradientDescent.Settings(optimizer, .1, 2, .9, .01, 0));
            gradientOfBias(manager, network, 3);
            descent.step(1);
            assertThat(values(network, "fc.bias")[0]).isCloseTo(-.2, Offset.offset(1e-6));
            gradientOfBias(manager, network, 1);
            descent.step(.5);
            return values(network, "fc.bias")[0];
        }
    }

    private static Network network(NDManager manager) {
        return new Network(manager, LINEAR, 1, false, DataType.FLOAT32, 1);
    }

    /** For pixels of 0, the gradient of the weights is 0 and that of the bias {@code slope}. */
    private static void gradientOfBias(NDManager manager, Network network, float slope) {
        network.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.zeros(new Shape(1, 3, 1, 1));
            NDArray loss = network.forward(x, true).logits().sum();
            collector.backward(loss.mul(manager.create(slope)));
        }
    }

    private static double gradientOfBiasAndWeight(NDManager manager, Network network, Sgd sgd) {
        network.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.ones(new Shape(1, 3, 1, 1));
            NDArray loss = network.forward(x, true).logits().sum();
            collector.backward(loss.mul(manager.create(4f)));
        }
        return sgd.step(1);
    }

    private static double[] values(Network network, String name) {
        return new double[] {network.parameters().get(name).toFloatArray()[0]};
    }
}
