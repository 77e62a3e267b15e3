package dev.eader.training.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private final BufferedImage black = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);

    @Test
    void labels_are_blended_and_background_is_transparent() {
        black.setRGB(0, 0, 0x102030);
        BufferedImage out = Overlay.labels(black, new byte[] {0, 1, (byte) 255, 0}, 2, 2);

        assertThat(rgb(out, 0, 0)).isEqualTo(0x102030);
        assertThat(rgb(out, 3, 0)).isEqualTo(HeatScale.mix(0, Overlay.color(1), .6));
        assertThat(rgb(out, 0, 1)).as("ignored pixel").isEqualTo(0x999999);
    }

    @Test
    void labels_have_distinct_colors() {
        assertThat(IntStream.range(1, 100).map(Overlay::color)).doesNotHaveDuplicates();
    }

    @Test
    void heat_is_interpolated_between_cell_centres() {
        BufferedImage out = Overlay.heat(black, new float[] {0, 1}, 2, 1);

        assertThat(rgb(out, 0, 0)).as("outside the first centre").isEqualTo(heat(0));
        assertThat(rgb(out, 1, 0)).isEqualTo(heat(.25));
        assertThat(rgb(out, 2, 1)).isEqualTo(heat(.75));
        assertThat(rgb(out, 3, 0)).isEqualTo(heat(1));
    }

    @Test
    void map_of_one_cell_has_one_color() {
        BufferedImage out = Overlay.heat(black, new float[] {.5f}, 1, 1);

        assertThat(rgb(out, 0, 0)).isEqualTo(rgb(out, 3, 1)).isEqualTo(heat(.5));
    }

    private static int heat(double value) {
        return HeatScale.mix(0, HeatScale.color(value), .6);
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }
}
