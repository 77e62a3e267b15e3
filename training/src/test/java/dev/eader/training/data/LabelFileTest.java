package dev.eader.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
    @TempDir
    Path folder;

    @Test
    void written_labels_are_read_back_unchanged() throws IOException {
        byte[] labels = new byte[256];
        for (int i = 0; i < 256; i++) {
            labels[i] = (byte) i;
        }
        Path file = folder.resolve("a.png");
        new LabelFile(32, 8, labels).write(file);

        LabelFile read = LabelFile.read(file);
        assertThat(read.width()).isEqualTo(32);
        assertThat(read.height()).isEqualTo(8);
        assertThat(read.labels()).isEqualTo(labels);
        assertThat(folder.resolve("a.png.new")).doesNotExist();
    }

    @Test
    void label_file_is_a_palette_png_with_voc_colours() throws IOException {
        Path file = folder.resolve("a.png");
        new LabelFile(5, 1, new byte[] {0, 1, 15, 20, (byte) 255}).write(file);

        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes[24]).as("bits per pixel").isEqualTo((byte) 8);
        assertThat(bytes[25]).as("colour type").isEqualTo((byte) 3);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getColorModel()).isInstanceOf(IndexColorModel.class);
        int[] expected = {0x000000, 0x800000, 0xc08080, 0x004080, 0xe0e0c0};
        for (int x = 0; x < expected.length; x++) {
            assertThat(image.getRGB(x, 0) & 0xffffff).isEqualTo(expected[x]);
        }
    }

    @Test
    void file_that_is_not_a_palette_png_is_refused() throws IOException {
        Path colours = folder.resolve("colours.png");
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", colours.toFile());
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");

        assertThatThrownBy(() -> LabelFile.read(colours))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("colours.png is not a palette PNG");
        assertThatThrownBy(() -> LabelFile.read(text)).hasMessageContaining("text.png");
        assertThatThrownBy(() -> LabelFile.read(folder.resolve("gone.png"))).hasMessageContaining("gone.png");
        assertThatThrownBy(() -> new LabelFile(2, 2, new byte[3])).hasMessageContaining("3 labels");
    }
}
