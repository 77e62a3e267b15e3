package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.data.Dataset;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AffinityLossTest {
    private static final byte UNCERTAIN = Dataset.IGNORE;

    @Test
    void each_kind_of_pair_has_the_expected_mean() {
        // four cells in a row with two channels: the mean distance is 0.5 per cell
        float[] features = {0, 1, 2, 3, 0, 0, 0, 0};
        byte[] labels = {0, 0, 2, UNCERTAIN};
        AffinityLoss loss = AffinityLoss.of(features, 2, labels, NeighbourPairs.of(1, 4));

        assertThat(loss.background()).isCloseTo(.5, Offset.offset(1e-6));
        assertThat(loss.foreground()).isZero();
        double different = (-Math.log(1 - Math.exp(-.5)) - Math.log(1 - Math.exp(-1))) / 2;
        assertThat(loss.different()).isCloseTo(different, Offset.offset(1e-4));
        assertThat(loss.total()).isCloseTo(.25 * .5 + .5 * different, Offset.offset(1e-4));
    }

    @Test
    void gradient_equals_finite_differences() {
        Random random = new Random(1);
        int channels = 3;
        NeighbourPairs pairs = NeighbourPairs.of(6, 7);
        float[] features = new float[2 * channels * pairs.cells()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        byte[] labels = new byte[2 * pairs.cells()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new byte[] {0, 1, 3, UNCERTAIN}[random.nextInt(4)];
        }
        float[] gradient = AffinityLoss.of(features, channels, labels, pairs).gradient();

        for (int i = 0; i < features.length; i++) {
            float at = features[i];
            float step = 1e-3f;
            features[i] = at + step;
            double more = AffinityLoss.of(features, channels, labels, pairs).total();
            features[i] = at - step;
            double less = AffinityLoss.of(features, channels, labels, pairs).total();
            features[i] = at;
            // the tolerance covers pairs whose difference changes its sign within the step
            assertThat((more - less) / (2 * step)).isCloseTo(gradient[i], Offset.offset(2e-3));
        }
        assertThat(gradient).isNotEqualTo(new float[gradient.length]);
    }

    @Test
    void uncertain_cells_have_no_gradient() {
        NeighbourPairs pairs = NeighbourPairs.of(8, 8);
        float[] features = new float[pairs.cells()];
        byte[] labels = new byte[pairs.cells()];
        for (int i = 0; i < features.length; i++) {
            features[i] = i % 5;
            labels[i] = i < 32 ? UNCERTAIN : 1;
        }
        AffinityLoss loss = AffinityLoss.of(features, 1, labels, pairs);
        assertThat(loss.foreground()).isPositive();
        for (int i = 0; i < 32; i++) {
            assertThat(loss.gradient()[i]).isZero();
        }
    }

    @Test
    void equal_features_across_an_edge_give_a_finite_loss() {
        AffinityLoss loss = AffinityLoss.of(new float[8], 2, new byte[] {0, 0, 1, 1}, NeighbourPairs.of(2, 2));
        assertThat(loss.different()).isBetween(5., 20.);
        assertThat(loss.total()).isFinite();
    }

    @Test
    void radius_of_5_gives_34_pairs_per_cell() {
        NeighbourPairs pairs = NeighbourPairs.of(20, 20);
        assertThat(pairs.offsets()).hasSize(34);
        int middle = 10 * 20 + 10;
        for (int o = 0; o < 34; o++) {
            assertThat(pairs.has(o, middle)).isTrue();
            assertThat(pairs.stride(o)).isPositive();
            assertThat(pairs.has(o, 20 * 20 - 1)).isFalse();
        }
    }
}
