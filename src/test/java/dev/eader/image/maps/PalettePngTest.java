package dev.eader.image.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.ImageException;
import dev.eader.image.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PalettePngTest {

    @Property(tries = 200)
    void encoded_label_map_decodes_to_the_same_labels(
            @ForAll("maps") PixelLabels map, @ForAll @IntRange(min = 0, max = 9) int level) throws ImageException {
        PixelLabels back = PalettePng.read(PalettePng.write(map, level));

        assertThat(back.size()).isEqualTo(map.size());
        assertThat(back.labels()).isEqualTo(map.labels());
    }

    @Property(tries = 100)
    void imageio_decodes_the_same_labels_and_colours(@ForAll("maps") PixelLabels map) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PalettePng.write(map)));

        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_BYTE_INDEXED);
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                assertThat(image.getRaster().getSample(x, y, 0)).isEqualTo(map.label(x, y));
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(Palette.rgb(map.label(x, y)));
            }
        }
    }

    @Test
    void label_map_of_noise_is_encoded_completely() throws ImageException {
        byte[] noise = new byte[300 * 200];
        new Random(7).nextBytes(noise);

        assertThat(PalettePng.read(PalettePng.write(new PixelLabels(300, 200, noise)))
                        .labels())
                .isEqualTo(noise);
    }

    @Test
    void palette_matches_pascal_voc() {
        assertThat(new int[] {Palette.rgb(0), Palette.rgb(1), Palette.rgb(2), Palette.rgb(8), Palette.rgb(15)})
                .containsExactly(0x000000, 0x800000, 0x008000, 0x400000, 0xc08080);
        assertThat(Palette.rgb(255)).isEqualTo(0xe0e0c0);
    }

    @Test
    void png_without_palette_is_refused() {
        byte[] colours = Pictures.png(Pictures.gradient(5, 5));

        assertThatThrownBy(() -> PalettePng.read(colours))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("8-bit palette PNG is accepted");
    }

    @Test
    void truncated_png_is_refused() {
        byte[] png = PalettePng.write(LabelMaps.of("12", "34"));
        for (int length = 0; length < png.length; length++) {
            byte[] cut = Arrays.copyOf(png, length);

            assertThatThrownBy(() -> PalettePng.read(cut)).isInstanceOf(ImageException.class);
        }
    }

    @Provide
    Arbitrary<PixelLabels> maps() {
        return LabelMaps.any(70, 256);
    }
}
