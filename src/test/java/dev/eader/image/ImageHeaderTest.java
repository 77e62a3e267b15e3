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
    void the_size_is_read_from_every_format(
            @ForAll ImageFormat format,
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height)
            throws ImageException {
        byte[] file = Pictures.encode(format, Pictures.gradient(width, height));

        assertThat(ImageHeader.read(file)).isEqualTo(new ImageHeader(format, width, height));
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void the_size_is_as_stored_whatever_exif_says(ImageFormat format) throws ImageException {
        byte[] file = Pictures.encode(format, Pictures.gradient(400, 300));

        assertThat(ImageHeader.read(Pictures.withOrientation(format, file, 6)))
                .isEqualTo(new ImageHeader(format, 400, 300));
    }

    @Test
    void lossless_webp_and_progressive_jpeg_have_headers_too() throws ImageException {
        RgbImage image = Pictures.gradient(257, 129);

        assertThat(ImageHeader.read(Pictures.losslessWebp(image)))
                .isEqualTo(new ImageHeader(ImageFormat.WEBP, 257, 129));
        assertThat(ImageHeader.read(Pictures.progressiveJpeg(image)))
                .isEqualTo(new ImageHeader(ImageFormat.JPEG, 257, 129));
    }

    @Test
    void an_unknown_format_is_named_by_its_first_bytes() {
        assertThatThrownBy(() -> ImageHeader.read("GIF89a and so on".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_FORMAT))
                .hasMessageContaining("47 49 46 38")
                .hasMessageContaining("JPEG, PNG and WebP are accepted");
    }

    @Test
    void no_bytes_are_an_empty_picture() {
        assertThatThrownBy(() -> ImageHeader.read(new byte[0]))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY));
    }

    @Test
    void a_header_of_no_width_is_corrupt() {
        byte[] png = Pictures.png(Pictures.gradient(8, 8));
        ByteBuffer.wrap(png).putInt(16, 0);

        assertThatThrownBy(() -> ImageHeader.read(png))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageContaining("0x8");
    }
}
