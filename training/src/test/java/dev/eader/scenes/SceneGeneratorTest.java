package dev.eader.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {

    @Test
    void classes_are_in_alphabetical_order() {
        assertThat(SceneGenerator.CLASSES).isSorted().containsExactly("boat", "fish", "kite", "mug", "rocket");
    }

    @Property(tries = 40)
    void same_seed_and_index_give_the_same_scene(
            @ForAll long seed, @ForAll long index, @ForAll @IntRange(min = 32, max = 200) int width) {
        Scene scene = new SceneGenerator(seed, width, 96).frame(index);
        Scene again = new SceneGenerator(seed, width, 96).frame(index);

        assertThat(scene.image().getWidth()).isEqualTo(width);
        assertThat(scene.image().getHeight()).isEqualTo(96);
        assertThat(pixels(again.image())).isEqualTo(pixels(scene.image()));
        assertThat(again.labels()).isEqualTo(scene.labels());
    }

    @Property(tries = 40)
    void other_seed_or_index_gives_another_image(@ForAll long seed, @ForAll long index) {
        int[] image = pixels(new SceneGenerator(seed, 96, 64).frame(index).image());

        assertThat(pixels(new SceneGenerator(seed, 96, 64).frame(index + 1).image()))
                .isNotEqualTo(image);
        assertThat(pixels(new SceneGenerator(seed + 1, 96, 64).frame(index).image()))
                .isNotEqualTo(image);
    }

    @Property(tries = 60)
    void toys_change_only_pixels_of_their_masks(@ForAll long seed, @ForAll long index) {
        SceneGenerator generator = new SceneGenerator(seed, 160, 96);
        Canvas with = generator.paint(index, true);
        Canvas without = generator.paint(index, false);

        int masked = 0;
        int changed = 0;
        for (int i = 0; i < with.rgb.length; i++) {
            if (with.labels[i] == 0) {
                assertThat(with.rgb[i]).isEqualTo(without.rgb[i]);
            } else {
                masked++;
                changed += with.rgb[i] != without.rgb[i] ? 1 : 0;
            }
        }
        assertThat(changed).as("of %d masked pixels", masked).isPositive().isGreaterThan(masked * 9 / 10);
        assertThat(generator.frame(index).labels()).isEqualTo(with.labels);
    }

    @Property(tries = 30)
    void camera_spreads_a_toy_by_at_most_one_pixel(@ForAll long seed) {
        SceneGenerator generator = new SceneGenerator(seed, 160, 96);
        Scene scene = generator.frame(0);
        int[] with = pixels(scene.image());
        int[] without = pixels(generator.camera(0).capture(generator.paint(0, false)));

        for (int i = 0; i < with.length; i++) {
            if (!near(scene, i % 160, i / 160)) {
                assertThat(with[i]).isEqualTo(without[i]);
            }
        }
    }

    @Test
    void classes_are_balanced_and_each_image_has_one_to_three() {
        SceneGenerator generator = new SceneGenerator(5, 112, 64);
        int[] images = new int[SceneGenerator.CLASSES.size()];
        int[] pixels = new int[SceneGenerator.CLASSES.size() + 1];
        int[] imagesByClassCount = new int[4];
        for (int i = 0; i < 1000; i++) {
            Scene scene = generator.frame(i);
            int classes = 0;
            for (int c = 0; c < images.length; c++) {
                images[c] += scene.present()[c] ? 1 : 0;
                classes += scene.present()[c] ? 1 : 0;
            }
            imagesByClassCount[classes]++;
            for (byte label : scene.labels()) {
                pixels[label]++;
            }
        }
        assertThat(IntStream.of(images)).allMatch(count -> 270 <= count && count <= 430);
        assertThat(imagesByClassCount[0]).as("images without a class").isZero();
        assertThat(imagesByClassCount[1]).isBetween(330, 520);
        assertThat(imagesByClassCount[3]).isBetween(80, 240);
        double toys = 1 - pixels[0] / (1000.0 * 112 * 64);
        assertThat(toys).as("fraction of pixels that belong to toys").isBetween(0.06, 0.20);
    }

    @Test
    void visible_toy_is_almost_always_present() {
        SceneGenerator generator = new SceneGenerator(6, 112, 64);
        int hidden = 0;
        for (int i = 0; i < 1000; i++) {
            Scene scene = generator.frame(i);
            for (int c = 0; c < SceneGenerator.CLASSES.size(); c++) {
                byte label = (byte) (c + 1);
                boolean seen = IntStream.range(0, scene.labels().length).anyMatch(p -> scene.labels()[p] == label);
                hidden += seen && !scene.present()[c] ? 1 : 0;
            }
        }
        assertThat(hidden).as("toys too small to be present, in 1,000 images").isLessThanOrEqualTo(5);
    }

    @Test
    void generator_gives_the_same_scenes_on_many_threads() {
        SceneGenerator generator = new SceneGenerator(7, 96, 64);
        List<Scene> one = LongStream.range(0, 64).mapToObj(generator::frame).toList();
        List<Scene> many =
                LongStream.range(0, 64).parallel().mapToObj(generator::frame).toList();

        for (int i = 0; i < 64; i++) {
            assertThat(pixels(many.get(i).image())).isEqualTo(pixels(one.get(i).image()));
            assertThat(many.get(i).labels()).isEqualTo(one.get(i).labels());
        }
    }

    @Test
    void side_out_of_range_is_refused() {
        assertThatThrownBy(() -> new SceneGenerator(1, 31, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("31x64")
                .hasMessageContaining("32 to 4096");
    }

    @Test
    void wrong_number_of_labels_is_refused() {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);

        assertThatThrownBy(() -> new Scene(image, new byte[11]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11 bytes")
                .hasMessageContaining("12 pixels");
    }

    @Test
    void class_is_present_from_half_a_percent_of_the_pixels() {
        byte[] labels = new byte[20 * 20];
        labels[7] = 2;
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        assertThat(new Scene(image, labels.clone()).present()).containsExactly(false, false, false, false, false);

        labels[8] = 2;
        assertThat(new Scene(image, labels).present()).containsExactly(false, true, false, false, false);
    }

    private static boolean near(Scene scene, int x, int y) {
        int width = scene.image().getWidth();
        int height = scene.image().getHeight();
        for (int v = Math.max(0, y - CameraModel.REACH); v <= Math.min(height - 1, y + CameraModel.REACH); v++) {
            for (int u = Math.max(0, x - CameraModel.REACH); u <= Math.min(width - 1, x + CameraModel.REACH); u++) {
                if (scene.labels()[v * width + u] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
