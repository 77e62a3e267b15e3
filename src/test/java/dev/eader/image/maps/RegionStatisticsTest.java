package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.eader.image.Size;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RegionStatisticsTest {

    @Property(tries = 300)
    void statistics_match_counting_pixel_by_pixel(@ForAll("maps") PixelLabels map) {
        List<ClassRegion> regions = RegionStatistics.of(map, map.size());

        assertThat(regions)
                .extracting(ClassRegion::label)
                .doesNotHaveDuplicates()
                .isSorted();
        long background = map.size().pixels();
        for (ClassRegion region : regions) {
            assertCounted(region, map);
            background -= region.pixels();
        }
        assertThat(countOf(0, map)).isEqualTo(background);
    }

    @Test
    void region_is_scaled_to_image_pixels() {
        PixelLabels map = LabelMaps.of("....", ".77.");

        ClassRegion region = RegionStatistics.of(map, new Size(40, 10)).get(0);

        assertThat(region.label()).isEqualTo(7);
        assertThat(region.pixels()).isEqualTo(2);
        assertThat(region.area()).isEqualTo(0.25);
        assertThat(region.box()).isEqualTo(new Box(10, 5, 20, 5));
        assertThat(region.centroid()).isEqualTo(new Point(19.5, 7));
    }

    @Test
    void class_in_all_pixels_has_the_box_of_the_image() {
        PixelLabels map = LabelMaps.filled(5, 3, (x, y) -> 255);

        assertThat(RegionStatistics.of(map, new Size(50, 30)))
                .containsExactly(new ClassRegion(255, 15, 1, new Box(0, 0, 50, 30), new Point(24.5, 14.5)));
    }

    @Test
    void background_has_no_region() {
        assertThat(RegionStatistics.of(LabelMaps.of("...."), new Size(4, 1))).isEmpty();
    }

    private static void assertCounted(ClassRegion region, PixelLabels map) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        double sumX = 0;
        double sumY = 0;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                if (map.label(x, y) == region.label()) {
                    left = Math.min(left, x);
                    top = Math.min(top, y);
                    right = Math.max(right, x);
                    bottom = Math.max(bottom, y);
                    sumX += x;
                    sumY += y;
                }
            }
        }
        long count = countOf(region.label(), map);
        assertThat(region.pixels()).isEqualTo(count).isPositive();
        assertThat(region.area()).isCloseTo((double) count / map.size().pixels(), within(1e-12));
        assertThat(region.box()).isEqualTo(new Box(left, top, right - left + 1, bottom - top + 1));
        assertThat(region.centroid().x()).isCloseTo(sumX / count, within(1e-9));
        assertThat(region.centroid().y()).isCloseTo(sumY / count, within(1e-9));
    }

    private static long countOf(int label, PixelLabels map) {
        long count = 0;
        for (byte value : map.labels()) {
            count += (value & 0xff) == label ? 1 : 0;
        }
        return count;
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return LabelMaps.any(50, 5);
    }
}
