package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOrientationTest {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 23, 1 << 25));

    @Test
    void exif_orientation_is_applied_in_every_format() throws ImageException {
        RgbImage upright = Pictures.gradient(48, 32);
        for (ImageFormat format : ImageFormat.values()) {
            for (int orientation = 1; orientation <= 8; orientation++) {
                byte[] plain = format == ImageFormat.WEBP
                        ? Pictures.losslessWebp(Pictures.stored(upright, orientation))
                        : Pictures.encode(format, Pictures.stored(upright, orientation));
                byte[] file = Pictures.withOrientation(format, plain, orientation);

                DecodedImage decoded = decoder.decode(file, UnaryOperator.identity());

                assertThat(decoded.original()).as("%s %d", format, orientation).isEqualTo(new Size(48, 32));
                if (format == ImageFormat.JPEG) {
                    assertThat(corners(decoded.image()))
                            .as("%s %d", format, orientation)
                            .isEqualTo("blue red green yellow");
                } else {
                    assertThat(decoded.image().pixels())
                            .as("%s %d", format, orientation)
                            .isEqualTo(upright.pixels());
                }
            }
        }
    }

    @Test
    void rotated_jpeg_is_scaled_to_its_upright_target() throws ImageException {
        RgbImage stored = Pictures.stored(Pictures.gradient(300, 400), 6);
        byte[] file = Pictures.withOrientation(ImageFormat.JPEG, Pictures.jpeg(stored), 6);

        DecodedImage decoded = decoder.decode(file, own -> new Size(own.width() / 4, own.height() / 4));

        assertThat(decoded.original()).isEqualTo(new Size(300, 400));
        assertThat(decoded.image().size()).isEqualTo(new Size(75, 100));
        assertThat(corners(decoded.image())).isEqualTo("blue red green yellow");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 4711})
    void invalid_orientation_is_ignored(int orientation) throws ImageException {
        RgbImage image = Pictures.gradient(20, 10);
        byte[] file = Pictures.withOrientation(ImageFormat.PNG, Pictures.png(image), orientation);

        assertThat(decoder.decode(file, UnaryOperator.identity()).image().pixels())
                .isEqualTo(image.pixels());
    }

    /** Names the colours of the four corners, rows from the top. */
    private static String corners(RgbImage image) {
        int last = image.width() - 1;
        int lastRow = (image.height() - 1) * image.width();
        return String.join(
                " ",
                colour(Pictures.pixel(image, 0)),
                colour(Pictures.pixel(image, last)),
                colour(Pictures.pixel(image, lastRow)),
                colour(Pictures.pixel(image, lastRow + last)));
    }

    private static String colour(int[] rgb) {
        if (rgb[2] > 128) {
            return "blue";
        }
        return rgb[0] > 128 ? rgb[1] > 128 ? "yellow" : "red" : rgb[1] > 128 ? "green" : "black";
    }
}
