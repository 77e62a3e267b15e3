package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AttentionMapTest {

    @Property
    void quantisation_error_is_at_most_half_a_step(
            @ForAll @Size(min = 1, max = 50) List<@FloatRange(min = 0, max = 1) Float> values) {
        float[] attention = new float[values.size()];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = values.get(i);
        }

        AttentionMap map = AttentionMap.quantise(attention, 1, attention.length);

        float[] back = attention(map);
        for (int i = 0; i < attention.length; i++) {
            assertThat(back[i]).isBetween(0f, 1f).isCloseTo(attention[i], within(map.scale() / 2 + 1e-6f));
        }
    }

    @Test
    void attention_0_and_1_are_exact() {
        assertThat(attention(AttentionMap.quantise(new float[] {0, 1}, 2, 1))).containsExactly(0f, 1f);
    }

    @Test
    void attention_outside_0_to_1_is_refused_with_its_position() {
        assertThatThrownBy(() -> AttentionMap.quantise(new float[] {0, 0, 0, Float.NaN, 0, 0}, 2, 3))
                .hasMessageContaining("NaN at row 1, column 0");
        assertThatThrownBy(() -> AttentionMap.quantise(new float[] {1.01f}, 1, 1))
                .hasMessageContaining("1.01");
        assertThatThrownBy(() -> AttentionMap.quantise(new float[5], 2, 3))
                .hasMessageContaining("2 rows x 3 columns needs 1 value per cell, but has 5 values");
    }

    private static float[] attention(AttentionMap map) {
        float[] attention = new float[map.values().length];
        for (int i = 0; i < attention.length; i++) {
            attention[i] = (map.values()[i] & 0xff) * map.scale();
        }
        return attention;
    }
}
