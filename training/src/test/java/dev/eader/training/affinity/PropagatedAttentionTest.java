package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.network.SampleGrid;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PropagatedAttentionTest {
    private static final int SIDE = 64;
    private static final SampleGrid GRID = SampleGrid.ofFeatureMap(SIDE, SIDE, new SampleAxis(8, 3.5));

    @Test
    void constant_threshold_applies_to_the_scaled_map() {
        PropagatedAttention made = make(ramp(.5f), 0, "0.5", 0);

        // the map rises from 0 at the left edge to its maximum at the right: half of the image is class 3
        assertThat(made.labels().labels()[5 * SIDE + 2]).isZero();
        assertThat(made.labels().labels()[5 * SIDE + 61]).isEqualTo((byte) 3);
        long marked = count(made, (byte) 3);
        assertThat(marked).isBetween(SIDE * 28L, SIDE * 36L);
        float most = made.attention().attention()[0][8 * 16 + 15];
        assertThat(most).isCloseTo(1, Offset.offset(1e-5f));
    }

    @Test
    void shares_above_one_half_agree_with_the_labels() {
        PropagatedAttention made = make(ramp(1), 3, "alpha:4", 0);
        int agree = 0;
        for (int i = 0; i < 256; i++) {
            byte label = made.labels().labels()[(i / 16 * 4 + 2) * SIDE + i % 16 * 4 + 2];
            agree += label == 3 == made.attention().attention()[0][i] > .5 ? 1 : 0;
        }
        assertThat(agree).isGreaterThan(235);
        assertThat(count(made, (byte) 3)).isPositive();
        assertThat(count(made, (byte) 0)).isPositive();
    }

    @Test
    void pixels_with_two_close_values_are_uncertain() {
        PropagatedAttention made = make(ramp(1), 0, "0.5", .1);
        assertThat(made.labels().labels()[5 * SIDE + 2]).isZero();
        assertThat(made.labels().labels()[5 * SIDE + 32]).isEqualTo((byte) 255);
        assertThat(made.labels().labels()[5 * SIDE + 61]).isEqualTo((byte) 3);
    }

    @Test
    void image_without_class_is_background() {
        AttentionFile none = new AttentionFile(SIDE, SIDE, new int[0], new float[0][]);
        for (String background : new String[] {"0.3", "alpha:16"}) {
            assertThat(make(none, 2, background, 0).labels().labels()).containsOnly(0);
        }
    }

    @Test
    void invalid_background_is_refused() {
        for (String text : new String[] {"0", "1", "alpha:0", "alpha:x", "beta:3", ""}) {
            assertThatThrownBy(() -> Background.of(text)).hasMessageContaining("alpha:16");
        }
        assertThat(Background.of("alpha:16")).isEqualTo(new Background.Power(16));
        assertThat(Background.of("0.3")).isEqualTo(new Background.Constant(.3));
    }

    private static AttentionFile ramp(float most) {
        float[] map = new float[16 * 16];
        for (int i = 0; i < map.length; i++) {
            map[i] = most * (i % 16) / 15;
        }
        return new AttentionFile(SIDE, SIDE, new int[] {2}, new float[][] {map});
    }

    private static PropagatedAttention make(AttentionFile attention, int steps, String background, double unsure) {
        float[] features = new float[GRID.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = i % 8 * .2f;
        }
        RandomWalk walk = new RandomWalk(features, 1, NeighbourPairs.of(8, 8), 8);
        return PropagatedAttention.of(
                attention,
                walk,
                GRID,
                SIDE,
                SIDE,
                new PropagatedAttention.Settings(steps, Background.of(background), unsure));
    }

    private static long count(PropagatedAttention made, byte label) {
        long count = 0;
        for (byte each : made.labels().labels()) {
            count += each == label ? 1 : 0;
        }
        return count;
    }
}
