package dev.eader.training.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.training.data.LabelFile;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.SampleAxis;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SegmentationAugmentationTest {
    private static final SampleAxis GRID = new SampleAxis(4, 3);
    private static final int WIDTH = 90;
    private static final int HEIGHT = 60;

    /** Label and red value agree: 0 where black, 1 where red, in wide stripes. */
    @Property(tries = 60)
    void labels_stay_with_the_pixels_that_they_were_drawn_on(@ForAll long seed) {
        SegmentationAugmentation crops = new SegmentationAugmentation(64, 40, 160, 0);
        SegmentationAugmentation.Crop crop = crops.apply(picture(), labels(), GRID, seed);

        int sure = 0;
        for (int i = 0; i < crop.labels().length; i++) {
            int x = i % 16 * 4 + 3;
            int y = i / 16 * 4 + 3;
            float red = crop.pixels()[y * 64 + x];
            float green = crop.pixels()[64 * 64 + y * 64 + x];
            if (crop.labels()[i] == (byte) 255) {
                assertThat(red).isEqualTo(.5f);
                assertThat(green).isEqualTo(.5f);
            } else {
                assertThat(green).isZero();
                sure++;
                if (red < .05 || red > .95) {
                    assertThat((int) crop.labels()[i]).isEqualTo(red > .5 ? 1 : 0);
                }
            }
        }
        assertThat(sure).isPositive();
    }

    @Property(tries = 20)
    void the_same_seed_gives_the_same_crop(@ForAll long seed) {
        SegmentationAugmentation crops = new SegmentationAugmentation(32, 40, 160, .3);
        SegmentationAugmentation.Crop once = crops.apply(picture(), labels(), GRID, seed);
        SegmentationAugmentation.Crop again = crops.apply(picture(), labels(), GRID, seed);

        assertThat(again.pixels()).isEqualTo(once.pixels());
        assertThat(again.labels()).isEqualTo(once.labels());
    }

    @Test
    void a_picture_smaller_than_the_crop_leaves_the_rest_unsure() {
        SegmentationAugmentation.Crop crop =
                new SegmentationAugmentation(64, 32, 32, 0).apply(picture(), labels(), GRID, 1);

        // 32 x 21 pixels of 64 x 64
        long unsure = 0;
        for (byte label : crop.labels()) {
            unsure += label == (byte) 255 ? 1 : 0;
        }
        assertThat(unsure / 256.).isBetween(.78, .88);
    }

    @Test
    void sides_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new SegmentationAugmentation(50, 1, 2, 0))
                .hasMessageContaining("multiple of 32, not 50");
        assertThatThrownBy(() -> new SegmentationAugmentation(64, 3, 2, 0)).hasMessageContaining("from 3 to 2");
        assertThatThrownBy(() -> new SegmentationAugmentation(64, 2, 3, 1)).hasMessageContaining("[0,1)");
    }

    private static Pixels picture() {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            rgb[3 * i] = (byte) (label(i) == 1 ? 255 : 0);
        }
        return new Pixels(WIDTH, HEIGHT, rgb);
    }

    private static LabelFile labels() {
        byte[] labels = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(i);
        }
        return new LabelFile(WIDTH, HEIGHT, labels);
    }

    private static byte label(int i) {
        return (byte) ((i % WIDTH / 15 + i / WIDTH / 12) % 2);
    }
}
