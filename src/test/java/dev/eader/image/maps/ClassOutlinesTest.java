package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.maps.ClassOutlines.Polygon;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ClassOutlinesTest {

    @Property(tries = 300)
    void polygons_at_tolerance_0_fill_the_exact_mask(@ForAll("maps") PixelLabels map) {
        assertThat(ClassOutlines.trace(map, 1, 0).iou()).isEqualTo(1);
    }

    @Property(tries = 100)
    void simplified_polygons_keep_every_region_and_its_pixels(
            @ForAll("maps") PixelLabels map, @ForAll @DoubleRange(min = 0, max = 4) double tolerance) {
        ClassOutlines exact = ClassOutlines.trace(map, 1, 0);
        ClassOutlines simplified = ClassOutlines.trace(map, 1, tolerance);

        assertThat(simplified.polygons()).hasSameSizeAs(exact.polygons());
        assertThat(simplified.iou()).isBetween(0.0, 1.0);
        for (Polygon polygon : simplified.polygons()) {
            for (int i = 0; i < polygon.exterior().length; i += 2) {
                assertThat(map.label((int) polygon.exterior()[i], (int) polygon.exterior()[i + 1]))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void region_with_a_hole_has_an_exterior_and_an_interior() {
        PixelLabels map = LabelMaps.filled(20, 20, (x, y) -> {
            boolean outer = x >= 2 && x <= 17 && y >= 3 && y <= 16;
            boolean hole = x >= 7 && x <= 12 && y >= 7 && y <= 12;
            return outer && !hole ? 4 : 0;
        });

        ClassOutlines polygons = ClassOutlines.trace(map, 4, 0);

        assertThat(polygons.polygons()).hasSize(1);
        Polygon polygon = polygons.polygons().get(0);
        assertThat(polygon.exterior()).containsExactly(2, 3, 2, 16, 17, 16, 17, 3);
        assertThat(polygon.interiors()).hasSize(1);
        assertThat(polygons.iou()).isEqualTo(1);
    }

    @Test
    void region_inside_a_hole_is_a_separate_polygon() {
        PixelLabels map = LabelMaps.of("11111", "1...1", "1.1.1", "1...1", "11111");

        ClassOutlines polygons = ClassOutlines.trace(map, 1, 0);

        assertThat(polygons.polygons()).hasSize(2);
        assertThat(polygons.polygons()).anySatisfy(p -> assertThat(p.exterior()).containsExactly(2, 2));
        assertThat(polygons.iou()).isEqualTo(1);
    }

    @Test
    void tolerance_reduces_the_points_and_the_reported_iou() {
        PixelLabels disc =
                LabelMaps.filled(200, 200, (x, y) -> (x - 100) * (x - 100) + (y - 100) * (y - 100) <= 80 * 80 ? 1 : 0);

        ClassOutlines exact = ClassOutlines.trace(disc, 1, 0);
        ClassOutlines simplified = ClassOutlines.trace(disc, 1, 2);

        assertThat(points(simplified)).isLessThan(points(exact) / 4);
        assertThat(simplified.tolerance()).isEqualTo(2);
        assertThat(simplified.iou()).isBetween(0.95, 0.9999);
    }

    @Test
    void class_without_pixels_has_no_polygons() {
        ClassOutlines polygons = ClassOutlines.trace(LabelMaps.of("..", ".."), 1, 1.5);

        assertThat(polygons.polygons()).isEmpty();
        assertThat(polygons.iou()).isEqualTo(1);
    }

    @Test
    void negative_or_nan_tolerance_is_refused() {
        PixelLabels map = LabelMaps.of("1");

        assertThatThrownBy(() -> ClassOutlines.trace(map, 1, -1)).hasMessageContaining("at least 0 pixels, but is -1");
        assertThatThrownBy(() -> ClassOutlines.trace(map, 1, Double.NaN)).hasMessageContaining("NaN");
    }

    private static int points(ClassOutlines polygons) {
        return polygons.polygons().stream()
                .mapToInt(p -> p.exterior().length / 2)
                .sum();
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return LabelMaps.any(40, 3);
    }
}
