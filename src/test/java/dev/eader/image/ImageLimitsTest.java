package dev.eader.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.image.ImageException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ImageLimitsTest {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 23, 1 << 25));

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void image_above_the_pixel_limit_is_refused(ImageFormat format) {
        byte[] file = Pictures.encode(format, Pictures.gradient(64, 48));
        ImageDecoder strict = new ImageDecoder(new ImageLimits(1 << 20, 64 * 48 - 1));

        assertThatThrownBy(() -> strict.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageContaining("64x48")
                .hasMessageContaining("3071");
    }

    @Test
    void decompression_bomb_is_refused_from_its_header_alone() {
        byte[] bomb = Pictures.png(Pictures.gradient(8, 8));
        ByteBuffer.wrap(bomb).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        byte[] header = Arrays.copyOf(bomb, 33);

        assertThatThrownBy(() -> decoder.decode(header, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageContaining("4000000000000000000");
    }

    @ParameterizedTest
    @CsvSource({"PNG, 1000001, 1, 1000000", "PNG, 1, 1000001, 1000000", "JPEG, 65501, 1, 65500", "JPEG, 1, 65535, 65500"
    })
    void image_longer_than_the_decoder_accepts_is_refused(ImageFormat format, int width, int height, int limit) {
        byte[] file = Pictures.encode(format, Pictures.gradient(8, 8));
        if (format == ImageFormat.PNG) {
            ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
        } else {
            int frameHeader = new String(file, ISO_8859_1).indexOf("\u00ff\u00c0");
            ByteBuffer.wrap(file).putShort(frameHeader + 5, (short) height).putShort(frameHeader + 7, (short) width);
        }

        assertThatThrownBy(() -> decoder.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessage("the " + format + " has " + width + "x" + height + " pixels; at most " + limit
                        + " pixels per side are accepted");
    }

    @Test
    void image_above_the_byte_limit_is_refused() {
        byte[] file = Pictures.png(Pictures.gradient(64, 48));
        ImageDecoder strict = new ImageDecoder(new ImageLimits(file.length - 1, 1 << 20));

        assertThatThrownBy(() -> strict.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_BYTES));
    }

    @Test
    void limits_outside_their_range_are_refused() {
        assertThatThrownBy(() -> new ImageLimits(0, 1)).hasMessage("maxBytes must be at least 1, but is 0");
        assertThatThrownBy(() -> new ImageLimits(1, (1L << 29) + 1))
                .hasMessage("maxPixels must be 1 to 536870912, but is 536870913");
    }

    private static Reason reason(Throwable e) {
        return ((ImageException) e).reason();
    }
}
