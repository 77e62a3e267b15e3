package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class OddPicturesTest {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));

    @ParameterizedTest
    @CsvFileSource(resources = "/odd-pictures/pictures.csv", useHeadersInDisplayName = true)
    void unusual_image_decodes_to_its_expected_pixels(
            String file,
            int width,
            int height,
            String topLeft,
            String topRight,
            String bottomLeft,
            String bottomRight,
            int tolerance)
            throws ImageException, IOException {
        RgbImage image = decoder.decode(bytes(file), UnaryOperator.identity()).image();

        assertThat(image.size()).isEqualTo(new Size(width, height));
        List<String> colours = List.of(topLeft, topRight, bottomLeft, bottomRight);
        int largest = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                byte[] expected = HexFormat.of().parseHex(colours.get(OddPictures.quadrant(x, y)));
                for (int channel = 0; channel < 3; channel++) {
                    int actual = image.pixels()[3 * (y * width + x) + channel] & 0xff;
                    largest = Math.max(largest, Math.abs(actual - (expected[channel] & 0xff)));
                }
            }
        }
        assertThat(largest).as("largest difference").isLessThanOrEqualTo(tolerance);
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream picture = OddPicturesTest.class.getResourceAsStream("/odd-pictures/" + file)) {
            return picture.readAllBytes();
        }
    }
}
