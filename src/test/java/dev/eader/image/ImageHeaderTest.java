package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.ImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageHeaderTest {

    @Property(tries = 60)
    void header_of_every_format_states_its_size(
            @ForAll ImageFormat format,
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height)
            throws ImageException {
        byte[] file = Pictures.encode(format, Pictures.gradient(width, height));

        assertThat(ImageHeader.read(file)).isEqualTo(new ImageHeader(format, width, height));
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void header_ignores_the_exif_orientation(ImageFormat format) throws ImageException {
        byte[] file = Pictures.encode(format, Pictures.gradient(400, 300));

        assertThat(ImageHeader.read(Pictures.withOrientation(format, file, 6)))
                .isEqualTo(new ImageHeader(format, 400, 300));
    }

    @Test
    void header_of_lossless_webp_and_progressive_jpeg_is_read() throws ImageException {
        RgbImage image = Pictures.gradient(257, 129);

        assertThat(ImageHeader.read(Pictures.losslessWebp(image)))
                .isEqualTo(new ImageHeader(ImageFormat.WEBP, 257, 129));
        assertThat(ImageHeader.read(Pictures.progressiveJpeg(image)))
                .isEqualTo(new ImageHeader(ImageFormat.JPEG, 257, 129));
    }

    @Test
    void unknown_format_is_refused_with_its_first_bytes() {
        assertThatThrownBy(() -> ImageHeader.read("GIF89a and so on".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_FORMAT))
                .hasMessageContaining("47 49 46 38")
                .hasMessageContaining("JPEG, PNG and WebP are accepted");
    }

    @Test
    void image_without_bytes_is_refused_as_empty() {
        assertThatThrownBy(() -> ImageHeader.read(new byte[0]))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY));
    }

    @Test
    void header_with_zero_width_is_corrupt() {
        byte[] png = Pictures.png(Pictures.gradient(8, 8));
        ByteBuffer.wrap(png).putInt(16, 0);

        assertThatThrownBy(() -> ImageHeader.read(png))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageContaining("0x8");
    }
}
