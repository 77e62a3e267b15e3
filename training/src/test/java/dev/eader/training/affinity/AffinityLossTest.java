package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.data.Dataset;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AffinityLossTest {
    private static final byte UNSURE = Dataset.IGNORE;

    @Test
    void each_kind_of_pair_has_its_mean_as_by_hand() {
        // a row of four cells, two channels: mean distances are 0.5 per step
        float[] features = {0, 1, 2, 3, 0, 0, 0, 0};
        byte[] labels = {0, 0, 2, UNSURE};
        AffinityLoss loss = AffinityLoss.of(features, 2, labels, NeighbourPairs.of(1, 4));

        assertThat(loss.background()).isCloseTo(.5, Offset.offset(1e-6));
        assertThat(loss.foreground()).isZero();
        double different = (-Math.log(1 - Math.exp(-.5)) - Math.log(1 - Math.exp(-1))) / 2;
        assertThat(loss.different()).isCloseTo(different, Offset.offset(1e-4));
        assertThat(loss.total()).isCloseTo(.25 * .5 + .5 * different, Offset.offset(1e-4));
    }

    @Test
    void its_gradient_is_that_of_finite_differences() {
        Random random = new Random(1);
        int channels = 3;
        NeighbourPairs neighbours = NeighbourPairs.of(6, 7);
        float[] features = new float[2 * channels * neighbours.cells()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        byte[] labels = new byte[2 * neighbours.cells()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new byte[] {0, 1, 3, UNSURE}[random.nextInt(4)];
        }
        float[] gradient =
                AffinityLoss.of(features, channels, labels, neighbours).gradient();

        for (int i = 0; i < features.length; i++) {
            float at = features[i];
            float step = 1e-3f;
            features[i] = at + step;
            double more =
                    AffinityLoss.of(features, channels, labels, neighbours).total();
            features[i] = at - step;
            double less =
                    AffinityLoss.of(features, channels, labels, neighbours).total();
            features[i] = at;
            // a pair whose difference changes its sign within the step has no derivative there
            assertThat((more - less) / (2 * step)).isCloseTo(gradient[i], Offset.offset(2e-3));
        }
        assertThat(gradient).isNotEqualTo(new float[gradient.length]);
    }

    @Test
    void cells_that_nobody_is_sure_of_pull_at_nothing() {
        NeighbourPairs neighbours = NeighbourPairs.of(8, 8);
        float[] features = new float[neighbours.cells()];
        byte[] labels = new byte[neighbours.cells()];
        for (int i = 0; i < features.length; i++) {
            features[i] = i % 5;
            labels[i] = i < 32 ? UNSURE : 1;
        }
        AffinityLoss loss = AffinityLoss.of(features, 1, labels, neighbours);
        assertThat(loss.foreground()).isPositive();
        for (int i = 0; i < 32; i++) {
            assertThat(loss.gradient()[i]).isZero();
        }
    }

    @Test
    void equal_features_across_an_edge_cost_much_but_not_everything() {
        AffinityLoss loss = AffinityLoss.of(new float[8], 2, new byte[] {0, 0, 1, 1}, NeighbourPairs.of(2, 2));
        assertThat(loss.different()).isBetween(5., 20.);
        assertThat(loss.total()).isFinite();
    }

    @Test
    void the_radius_of_five_has_the_34_pairs_of_the_paper_s_code() {
        NeighbourPairs neighbours = NeighbourPairs.of(20, 20);
        assertThat(neighbours.offsets()).hasSize(34);
        int middle = 10 * 20 + 10;
        for (int o = 0; o < 34; o++) {
            assertThat(neighbours.has(o, middle)).isTrue();
            assertThat(neighbours.stride(o)).isPositive();
            assertThat(neighbours.has(o, 20 * 20 - 1)).isFalse();
        }
    }
}
