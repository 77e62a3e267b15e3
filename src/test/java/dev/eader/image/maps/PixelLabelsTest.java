package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.Size;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PixelLabelsTest {

    @Property
    void resized_map_takes_the_label_under_each_pixel_centre(
            @ForAll("maps") PixelLabels map,
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int height) {
        PixelLabels resized = map.resizeNearest(new Size(width, height));

        assertThat(resized.size()).isEqualTo(new Size(width, height));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = (int) Math.floor((x + 0.5) * map.width() / width);
                int fromY = (int) Math.floor((y + 0.5) * map.height() / height);
                assertThat(resized.label(x, y)).isEqualTo(map.label(fromX, fromY));
            }
        }
    }

    @Test
    void resized_map_keeps_the_position_of_a_shape() {
        PixelLabels map = LabelMaps.of("1.", ".2");

        assertThat(map.resizeNearest(new Size(4, 6)).labels())
                .isEqualTo(LabelMaps.of("11..", "11..", "11..", "..22", "..22", "..22")
                        .labels());
    }

    @Test
    void wrong_number_of_labels_is_refused() {
        assertThatThrownBy(() -> new PixelLabels(3, 2, new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3x2")
                .hasMessageContaining("5 bytes");
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return Arbitraries.lazy(() -> LabelMaps.any(40, 6));
    }
}
