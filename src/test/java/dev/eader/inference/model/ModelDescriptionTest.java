package dev.eader.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.Size;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {

    private static ModelDescription ofSize(int inputSize) {
        return new ModelDescription("m", "1", "0".repeat(64), List.of("cat"), 0.5f, 0.3f, inputSize, 32, "{}");
    }

    @Test
    void input_size_keeps_the_aspect_ratio_to_multiples_of_32() {
        ModelDescription model = ofSize(320);
        assertThat(model.inputSizeOf(640, 360)).isEqualTo(new Size(320, 192)); // 180 rounds to 192
        assertThat(model.inputSizeOf(360, 640)).isEqualTo(new Size(192, 320));
        assertThat(model.inputSizeOf(640, 480)).isEqualTo(new Size(320, 256)); // 240 is halfway and rounds up
        assertThat(model.inputSizeOf(50, 50)).isEqualTo(new Size(320, 320));
        assertThat(model.inputSizeOf(10_000, 1)).isEqualTo(new Size(320, 32));
    }

    @Test
    void image_without_pixels_is_refused() {
        assertThatThrownBy(() -> ofSize(320).inputSizeOf(0, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x10");
    }

    @Property
    void sides_are_multiples_of_32_within_16_pixels_of_exact(
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int width,
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int height,
            @ForAll @IntRange(min = 1, max = 128) int steps) {
        Size size = ofSize(steps * 32).inputSizeOf(width, height);

        assertThat(size.width() % 32).isZero();
        assertThat(size.height() % 32).isZero();
        assertThat(Math.max(size.width(), size.height())).isEqualTo(steps * 32);
        double exact = steps * 32.0 * Math.min(width, height) / Math.max(width, height);
        int shortSide = Math.min(size.width(), size.height());
        if (exact >= 32) {
            assertThat(Math.abs(shortSide - exact)).isLessThanOrEqualTo(16.000001);
        } else {
            assertThat(shortSide).isEqualTo(32);
        }
        assertThat(size.width() >= size.height()).isEqualTo(width >= height || size.width() == size.height());
    }

    @Property
    void model_input_requires_sides_that_are_multiples_of_32(
            @ForAll @IntRange(min = -64, max = 128) int width, @ForAll @IntRange(min = -64, max = 128) int height) {
        boolean allowed = width > 0 && height > 0 && width % 32 == 0 && height % 32 == 0;
        byte[] rgb = new byte[Math.max(0, width) * Math.max(0, height) * 3];
        if (allowed) {
            ModelInput input = ModelInput.byScore(width, height, rgb, 2);
            assertThat(input.present()).containsExactly(-1, -1);
        } else {
            assertThatThrownBy(() -> ModelInput.byScore(width, height, rgb, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(width + "x" + height);
        }
    }

    @Test
    void model_input_refuses_wrong_length_and_unknown_label_value() {
        assertThatThrownBy(() -> ModelInput.byScore(32, 32, new byte[32 * 32], 1))
                .hasMessageContaining("must have 3072 bytes of RGB, but has 1024");
        assertThatThrownBy(() -> new ModelInput(32, 32, new byte[3072], new float[] {0.5f}))
                .hasMessageContaining("but is 0.5");
    }
}
