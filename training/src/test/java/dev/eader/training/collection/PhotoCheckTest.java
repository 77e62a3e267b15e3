package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoCheckTest {
    @TempDir
    Path folder;

    @Test
    void small_upright_jpeg_is_copied() throws IOException {
        byte[] jpeg = Photos.encoded("jpg", 64, 48, 1);

        assertThat(check(jpeg, 64).isCopied()).isTrue();
        assertThat(prepared()).isEqualTo(jpeg);
    }

    @Test
    void rotated_jpeg_becomes_upright() throws IOException {
        assertThat(check(Photos.oriented(Photos.encoded("jpg", 64, 48, 1), 6), 64)
                        .isCopied())
                .isFalse();
        BufferedImage upright = image();

        assertThat(size(upright)).isEqualTo("48x64");
        assertThat(upright.getRGB(24, 4) & 255).as("dark top").isLessThan(80);
        assertThat(upright.getRGB(24, 60) & 255).as("bright bottom").isGreaterThan(180);
    }

    @Test
    void upright_orientation_is_copied() throws IOException {
        assertThat(check(Photos.oriented(Photos.encoded("jpg", 64, 48, 1), 1), 64)
                        .isCopied())
                .isTrue();
    }

    @Test
    void png_becomes_jpeg_with_the_same_pixels() throws IOException {
        assertThat(check(Photos.encoded("png", 64, 48, 1), 64).isCopied()).isFalse();

        assertThat(prepared()).startsWith(0xff, 0xd8);
        assertThat(image().getRGB(5, 5) & 255).isBetween(0x20, 0x28);
    }

    @Test
    void large_picture_is_scaled_to_the_longest_side() throws IOException {
        check(Photos.encoded("jpg", 1200, 800, 1), 96);

        assertThat(size(image())).isEqualTo("96x64");
    }

    @Test
    void small_picture_is_refused_with_both_sizes() throws IOException {
        assertThat(check(Photos.encoded("jpg", 5, 5, 1), 64).error())
                .isEqualTo("has 5x5 pixels; at least 32 per side are needed");
        assertThat(check(Photos.encoded("png", 640, 100, 1), 128).error())
                .isEqualTo("has 640x100 pixels (128x20 after scaling); at least 32 per side are needed");
    }

    @Test
    void bad_file_is_refused_with_its_reason() throws IOException {
        byte[] jpeg = Photos.encoded("jpg", 64, 48, 1);

        assertThat(check(new byte[0], 64).error()).isEqualTo("is empty");
        assertThat(check("hello world".getBytes(), 64).error()).startsWith("is not a picture: ");
        assertThat(check(Arrays.copyOf(jpeg, jpeg.length - 40), 64).error()).startsWith("is truncated: ");
        assertThat(new PhotoCheck(folder, 64)
                        .check(new Photo("none", folder.resolve("none"), null, Set.of()), "id")
                        .error())
                .isEqualTo("does not exist");
        assertThat(new PhotoCheck(folder, 64)
                        .check(new Photo("folder", folder, null, Set.of()), "id")
                        .error())
                .startsWith("cannot be read: ");
    }

    private CheckedPhoto check(byte[] content, int maxSide) throws IOException {
        Path file = Photos.write(folder.resolve("photos/a"), content);
        return new PhotoCheck(folder, maxSide).check(new Photo("a", file, null, Set.of()), "id");
    }

    private byte[] prepared() throws IOException {
        return Files.readAllBytes(folder.resolve("id.jpg"));
    }

    private BufferedImage image() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(prepared()));
    }

    private static String size(BufferedImage image) {
        return image.getWidth() + "x" + image.getHeight();
    }
}
