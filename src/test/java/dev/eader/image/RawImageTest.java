package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.eader.image.ImageException.Reason;
import dev.eader.image.RawImage.Matrix;
import dev.eader.image.RawImage.Range;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawImageTest {
    private static final int WIDTH = 16;
    private static final int HEIGHT = 8;

    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));

    @Property(tries = 300)
    void every_format_and_stride_decodes_to_its_colours(
            @ForAll PixelFormat format,
            @ForAll Matrix matrix,
            @ForAll Range range,
            @ForAll @IntRange(max = 20) int padding,
            @ForAll boolean lastPadding)
            throws ImageException {
        // Colours of the left and right half.
        int[][] rgb = {{200, 40, 60}, {50, 180, 90}};
        int row = WIDTH * format.bytes();
        int stride = row + (format == PixelFormat.I420 ? 2 * padding : padding);
        byte[] pixels = new byte[(int) (stride * format.rows(HEIGHT))];
        Arrays.fill(pixels, (byte) 0x5a);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                put(format, pixels, stride, x, y, rgb[x < WIDTH / 2 ? 0 : 1], matrix, range);
            }
        }
        int last = format == PixelFormat.I420 ? (stride - row) / 2 : stride - row;
        byte[] sent = lastPadding ? pixels : Arrays.copyOf(pixels, pixels.length - last);

        RawImage raw = new RawImage(WIDTH, HEIGHT, format, stride, matrix, range, sent);
        RgbImage image = decoder.decode(raw, UnaryOperator.identity()).image();

        boolean grey = format == PixelFormat.GRAY || format == PixelFormat.GRAY16;
        // Not at the edge between the halves, which is blurred because chroma has half the width.
        for (int x : new int[] {0, 5, 10, 15}) {
            for (int y = 0; y < HEIGHT; y++) {
                int[] expected = rgb[x < WIDTH / 2 ? 0 : 1];
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(image.pixels()[3 * (y * WIDTH + x) + channel] & 0xff)
                            .as("%s %s %s at %d, %d, channel %d", format, matrix, range, x, y, channel)
                            .isCloseTo(grey ? expected[0] : expected[channel], within(3));
                }
            }
        }
    }

    private static void put(
            PixelFormat format, byte[] pixels, int stride, int x, int y, int[] rgb, Matrix matrix, Range range) {
        double[] weights =
                matrix == Matrix.BT601 ? new double[] {0.299, 0.587, 0.114} : new double[] {0.2126, 0.7152, 0.0722};
        double luma = weights[0] * rgb[0] + weights[1] * rgb[1] + weights[2] * rgb[2];
        boolean full = range == Range.FULL;
        byte yy = (byte) Math.round(full ? luma : 16 + luma * 219 / 255);
        byte u = (byte) Math.round(128 + (rgb[2] - luma) / (2 * (1 - weights[2])) * (full ? 1 : 224 / 255.0));
        byte v = (byte) Math.round(128 + (rgb[0] - luma) / (2 * (1 - weights[0])) * (full ? 1 : 224 / 255.0));
        int at = y * stride + x * format.bytes();
        int chroma = HEIGHT * stride + y / 2 * stride + x / 2 * 2;
        byte r = (byte) rgb[0];
        byte g = (byte) rgb[1];
        byte b = (byte) rgb[2];
        switch (format) {
            case RGB -> put(pixels, at, r, g, b);
            case BGR -> put(pixels, at, b, g, r);
            case RGBA -> put(pixels, at, r, g, b, (byte) 7);
            case BGRA -> put(pixels, at, b, g, r, (byte) 7);
            case GRAY -> put(pixels, at, r);
            case GRAY16 -> put(pixels, at, (byte) 99, r);
            case NV12 -> {
                put(pixels, at, yy);
                put(pixels, chroma, u, v);
            }
            case NV21 -> {
                put(pixels, at, yy);
                put(pixels, chroma, v, u);
            }
            case I420 -> {
                put(pixels, at, yy);
                int plane = HEIGHT * stride + y / 2 * (stride / 2) + x / 2;
                put(pixels, plane, u);
                put(pixels, plane + HEIGHT / 2 * (stride / 2), v);
            }
            case YUYV -> put(pixels, at, yy, x % 2 == 0 ? u : v);
            case UYVY -> put(pixels, at, x % 2 == 0 ? u : v, yy);
        }
    }

    private static void put(byte[] pixels, int at, byte... values) {
        System.arraycopy(values, 0, pixels, at, values.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            4 | 2 | RGBA | 15 | 32 | has a row stride of 15 bytes; 4 pixels of RGBA need at least 16 bytes
            4 | 2 | NV12 | 4  | 11 | has 11 bytes; 4x2 in NV12 with a row stride of 4 needs 12 bytes
            4 | 2 | NV12 | 6  | 19 | has 19 bytes; 4x2 in NV12 with a row stride of 6 needs 16 to 18 bytes
            5 | 2 | NV21 | 0  | 15 | has 5x2 pixels; NV21 needs an even width and an even height
            4 | 3 | I420 | 0  | 18 | has 4x3 pixels; I420 needs an even width and an even height
            4 | 2 | I420 | 5  | 15 | has a row stride of 5 bytes; I420 needs an even stride, because U and V have half of it
            3 | 2 | YUYV | 0  | 12 | has 3x2 pixels; YUYV needs an even width
            4 | 2 | GRAY | -1 | 8  | has 8 bytes; 4x2 in GRAY with a row stride of 4294967295 needs
            """)
    void invalid_layout_is_refused_with_its_problem(
            int width, int height, PixelFormat format, int stride, int bytes, String message) {
        RawImage raw = new RawImage(width, height, format, stride, Matrix.BT601, Range.LIMITED, new byte[bytes]);

        assertThatThrownBy(() -> decoder.decode(raw, UnaryOperator.identity()))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageStartingWith("the raw image " + message);
    }

    @Test
    void packed_raw_pixels_decode_to_rgb() throws ImageException {
        byte[] triple = {1, 2, 3};

        assertThat(raw(1, 1, PixelFormat.RGB, triple).pixels()).containsExactly(1, 2, 3);
        assertThat(raw(1, 1, PixelFormat.BGR, triple).pixels()).containsExactly(3, 2, 1);
        assertThat(raw(3, 1, PixelFormat.GRAY, triple).pixels()).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
    }

    @Test
    void raw_image_is_scaled_to_the_target() throws ImageException {
        RgbImage image = Pictures.smooth(64, 32);
        RawImage raw = new RawImage(64, 32, PixelFormat.RGB, image.pixels());

        DecodedImage decoded = decoder.decode(raw, own -> new Size(16, 8));

        assertThat(decoded.original()).isEqualTo(new Size(64, 32));
        assertThat(decoded.image().pixels())
                .isEqualTo(decoder.decode(Pictures.png(image), own -> new Size(16, 8))
                        .image()
                        .pixels());
    }

    @Test
    void raw_size_that_does_not_match_its_bytes_is_refused() {
        // 65536 x 65536 x 3 is 0 in 32 bits.
        ImageDecoder generous = new ImageDecoder(new ImageLimits(1 << 20, 1 << 29));

        assertThat(rawFailure(generous, 0, 0, new byte[3])).isEqualTo(Reason.CORRUPT);
        assertThat(rawFailure(generous, -1, 1, new byte[3])).isEqualTo(Reason.CORRUPT);
        assertThat(rawFailure(generous, 1, 1, new byte[0])).isEqualTo(Reason.EMPTY);
        assertThat(rawFailure(generous, 2, 1, new byte[5])).isEqualTo(Reason.CORRUPT);
        assertThat(rawFailure(generous, 2, 1, new byte[7])).isEqualTo(Reason.CORRUPT);
        assertThat(rawFailure(generous, 1 << 16, 1 << 16, new byte[3])).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(rawFailure(generous, 1 << 14, 1 << 14, new byte[1])).isEqualTo(Reason.CORRUPT);
    }

    private RgbImage raw(int width, int height, PixelFormat format, byte[] pixels) throws ImageException {
        return decoder.decode(new RawImage(width, height, format, pixels), UnaryOperator.identity())
                .image();
    }

    private static Reason rawFailure(ImageDecoder decoder, int width, int height, byte[] pixels) {
        try {
            decoder.decode(new RawImage(width, height, PixelFormat.RGB, pixels), UnaryOperator.identity());
            return null;
        } catch (ImageException e) {
            return e.reason();
        }
    }
}
