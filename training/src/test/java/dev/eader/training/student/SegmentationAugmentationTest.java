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
    private static final SampleAxis AXIS = new SampleAxis(4, 3);
    private static final int WIDTH = 90;
    private static final int HEIGHT = 60;

    /** The label is 0 where the image is black and 1 where it is red. */
    @Property(tries = 60)
    void labels_stay_aligned_with_their_pixels(@ForAll long seed) {
        SegmentationAugmentation crops = new SegmentationAugmentation(64, 40, 160, 0);
        SegmentationAugmentation.Crop crop = crops.apply(picture(), labels(), AXIS, seed);

        int labelled = 0;
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
                labelled++;
                if (red < .05 || red > .95) {
                    assertThat((int) crop.labels()[i]).isEqualTo(red > .5 ? 1 : 0);
                }
            }
        }
        assertThat(labelled).isPositive();
    }

    @Property(tries = 20)
    void same_seed_gives_the_same_crop(@ForAll long seed) {
        SegmentationAugmentation crops = new SegmentationAugmentation(32, 40, 160, .3);
        SegmentationAugmentation.Crop once = crops.apply(picture(), labels(), AXIS, seed);
        SegmentationAugmentation.Crop again = crops.apply(picture(), labels(), AXIS, seed);

        assertThat(again.pixels()).isEqualTo(once.pixels());
        assertThat(again.labels()).isEqualTo(once.labels());
    }

    @Test
    void crop_beyond_the_image_is_unlabelled() {
        SegmentationAugmentation.Crop crop =
                new SegmentationAugmentation(64, 32, 32, 0).apply(picture(), labels(), AXIS, 1);

        // the image covers 32 x 21 of 64 x 64 pixels
        long unlabelled = 0;
        for (byte label : crop.labels()) {
            unlabelled += label == (byte) 255 ? 1 : 0;
        }
        assertThat(unlabelled / 256.).isBetween(.78, .88);
    }

    @Test
    void invalid_crop_settings_are_refused() {
        assertThatThrownBy(() -> new SegmentationAugmentation(50, 1, 2, 0))
                .hasMessageContaining("multiple of 32, but is 50");
        assertThatThrownBy(() -> new SegmentationAugmentation(64, 3, 2, 0)).hasMessageContaining("are 3 and 2");
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
