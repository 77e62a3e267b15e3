package dev.eader.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes the images with which the tests of the service check its decoder, and expects the same pixels. */
class OddPicturesTest {
    private static final Path SHARED = Path.of("../src/test/resources/odd-pictures");

    @TempDir
    Path root;

    /** @param colors 0xRRGGBB of the four quadrants, rows from the top */
    private record Odd(String file, int width, int height, List<Integer> colors, int tolerance) {}

    static Stream<Odd> pictures() throws IOException {
        List<String> lines = Files.readAllLines(SHARED.resolve("pictures.csv"));
        assertThat(lines).hasSizeGreaterThan(40);
        return lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(f -> new Odd(
                        f[0],
                        Integer.parseInt(f[1]),
                        Integer.parseInt(f[2]),
                        Arrays.stream(f, 3, 7)
                                .map(color -> Integer.parseInt(color, 16))
                                .toList(),
                        Integer.parseInt(f[7])));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void unusual_image_decodes_as_in_the_service(Odd odd) {
        Pixels pixels = ImageFile.read(SHARED.resolve(odd.file()));

        assertThat(List.of(pixels.width(), pixels.height())).containsExactly(odd.width(), odd.height());
        int largest = 0;
        for (int y = 0; y < odd.height(); y++) {
            for (int x = 0; x < odd.width(); x++) {
                int color = odd.colors().get((y < odd.height() / 2 ? 0 : 2) + (x < odd.width() / 2 ? 0 : 1));
                for (int channel = 0; channel < 3; channel++) {
                    int expected = color >> 16 - 8 * channel & 255;
                    int found = pixels.rgb()[(y * odd.width() + x) * 3 + channel] & 255;
                    largest = Math.max(largest, Math.abs(found - expected));
                }
            }
        }
        assertThat(largest).as(odd.file()).isLessThanOrEqualTo(odd.tolerance());
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void rotated_or_converted_image_is_reported(Odd odd) throws Exception {
        ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));
        DecodedImage decoded = decoder.decode(Files.readAllBytes(SHARED.resolve(odd.file())), UnaryOperator.identity());

        boolean isConverted = odd.file().matches(".*exif-([2-8]|byte|long).*|.*(adobe-rgb|cmyk|ycck).*");
        assertThat(decoded.isUprightSrgb()).isEqualTo(!isConverted);
    }

    @BeforeEach
    void write() throws IOException {
        for (String id : new String[] {"a", "b", "c"}) {
            BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 64 * 64; i++) {
                noise.setRGB(i % 64, i / 64, i * 7919);
            }
            Path file = root.resolve("JPEGImages/" + id + ".jpg");
            Files.createDirectories(file.getParent());
            ImageIO.write(noise, "jpg", file.toFile());
        }
        Files.createDirectories(root.resolve("ImageSets"));
        Files.writeString(root.resolve("ImageSets/train.txt"), "a\nb\nc\n");
        Files.writeString(root.resolve("voc-classes.txt"), "background\ncat\n");
        Files.writeString(root.resolve("labels.csv"), "id,split,labels\na,train,cat\nb,train,\nc,train,cat\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "half with end", "no end", "zeroed tail", "empty", "all zero"})
    void damaged_images_are_all_named_when_opening(String damage) throws IOException {
        for (String id : new String[] {"a", "c"}) {
            Path file = root.resolve("JPEGImages/" + id + ".jpg");
            Files.write(file, damaged(Files.readAllBytes(file), damage));
        }

        assertThatThrownBy(() -> new VocDataset(root, "train", false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("a.jpg is not a usable image", "c.jpg is not a usable image")
                .hasMessageNotContaining("b.jpg");
    }

    @Test
    void webp_image_is_found_by_its_id() throws IOException {
        Files.delete(root.resolve("JPEGImages/b.jpg"));
        Files.copy(SHARED.resolve("webp-lossless.webp"), root.resolve("JPEGImages/b.webp"));

        assertThat(new VocDataset(root, "train", false).sample(1).pixels().width())
                .isEqualTo(32);
    }

    private static byte[] damaged(byte[] jpeg, String damage) {
        int half = jpeg.length / 2;
        return switch (damage) {
            case "half" -> Arrays.copyOf(jpeg, half);
            case "half with end" -> {
                byte[] cut = Arrays.copyOf(jpeg, half + 2);
                cut[half] = (byte) 0xff;
                cut[half + 1] = (byte) 0xd9;
                yield cut;
            }
            case "no end" -> Arrays.copyOf(jpeg, jpeg.length - 2);
            case "zeroed tail" -> Arrays.copyOf(Arrays.copyOf(jpeg, half), jpeg.length);
            case "empty" -> new byte[0];
            default -> new byte[jpeg.length];
        };
    }
}
