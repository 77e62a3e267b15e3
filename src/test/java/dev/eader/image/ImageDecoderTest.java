package dev.eader.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import dev.eader.image.ImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 23, 1 << 25));

    @Test
    void lossless_formats_come_back_byte_for_byte() throws ImageException {
        RgbImage image = Pictures.gradient(123, 45);

        assertThat(whole(Pictures.png(image)).pixels()).isEqualTo(image.pixels());
        assertThat(whole(Pictures.losslessWebp(image)).pixels()).isEqualTo(image.pixels());
    }

    @Test
    void lossy_formats_come_back_nearly() throws ImageException {
        RgbImage image = smooth(160, 96);

        for (byte[] file : List.of(
                Pictures.jpeg(image),
                Pictures.progressiveJpeg(image),
                Pictures.jpegWithRestarts(image),
                Pictures.webp(image))) {
            assertThat(Pictures.difference(whole(file), image)).isLessThan(20);
        }
    }

    @Property(tries = 100)
    void the_picture_has_the_target_size_and_tells_its_own(
            @ForAll ImageFormat format,
            @ForAll @IntRange(min = 1, max = 200) int width,
            @ForAll @IntRange(min = 1, max = 200) int height,
            @ForAll @IntRange(min = 1, max = 200) int targetWidth,
            @ForAll @IntRange(min = 1, max = 200) int targetHeight)
            throws ImageException {
        byte[] file = Pictures.encode(format, Pictures.gradient(width, height));
        Size own = new Size(width, height);
        Size target = new Size(targetWidth, targetHeight);

        DecodedImage decoded = decoder.decode(file, size -> {
            assertThat(size).isEqualTo(own);
            return target;
        });

        assertThat(decoded.original()).isEqualTo(own);
        assertThat(decoded.image().size()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 11})
    void a_jpeg_decoded_at_a_reduced_scale_shows_the_same_picture(int divisor) throws ImageException {
        RgbImage image = smooth(643, 357);
        Size target = new Size(643 / divisor, 357 / divisor);

        RgbImage reduced = decoder.decode(Pictures.jpeg(image), own -> target).image();
        RgbImage expected = decoder.decode(Pictures.png(image), own -> target).image();

        assertThat(reduced.size()).isEqualTo(target);
        assertThat(Pictures.difference(reduced, expected)).isLessThan(12);
    }

    @Test
    void an_exif_turned_picture_stands_upright_in_every_format() throws ImageException {
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
    void an_exif_turned_jpeg_is_scaled_to_its_upright_target() throws ImageException {
        RgbImage lying = Pictures.stored(Pictures.gradient(300, 400), 6);
        byte[] file = Pictures.withOrientation(ImageFormat.JPEG, Pictures.jpeg(lying), 6);

        DecodedImage decoded = decoder.decode(file, own -> new Size(own.width() / 4, own.height() / 4));

        assertThat(decoded.original()).isEqualTo(new Size(300, 400));
        assertThat(decoded.image().size()).isEqualTo(new Size(75, 100));
        assertThat(corners(decoded.image())).isEqualTo("blue red green yellow");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 4711})
    void a_senseless_orientation_leaves_the_picture_as_it_is(int orientation) throws ImageException {
        RgbImage image = Pictures.gradient(20, 10);
        byte[] file = Pictures.withOrientation(ImageFormat.PNG, Pictures.png(image), orientation);

        assertThat(whole(file).pixels()).isEqualTo(image.pixels());
    }

    @Test
    void gray_becomes_rgb() throws ImageException {
        for (String extension : List.of(".jpg", ".png")) {
            assertThat(whole(flat(CV_8UC1, extension, 90, 0, 0, 0)).pixels()).containsOnly(90);
        }
    }

    @Test
    void transparency_is_dropped() throws ImageException {
        assertThat(pixel(whole(flat(CV_8UC4, ".png", 30, 20, 10, 128)), 0)).containsExactly(10, 20, 30);
        assertThat(pixel(whole(flat(CV_8UC4, ".png", 30, 20, 10, 255)), 0)).containsExactly(10, 20, 30);
    }

    @Test
    void sixteen_bit_samples_keep_their_upper_half() throws ImageException {
        byte[] file = flat(CV_16UC3, ".png", 30 * 257, 20 * 257, 10 * 257, 0);

        assertThat(pixel(whole(file), 0)).containsExactly(10, 20, 30);
    }

    @Test
    void a_cmyk_jpeg_is_converted() throws ImageException, IOException {
        // Adobe's inverted CMYK, as cameras and printers write it: 255 is no ink.
        byte[] file = Pictures.cmykJpeg(24, 16, 0, at -> new int[] {255, 0, 0, 255});

        int[] rgb = pixel(whole(file), 0);

        assertThat(rgb[0]).isGreaterThan(240);
        assertThat(rgb[1]).isLessThan(15);
        assertThat(rgb[2]).isLessThan(15);
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void a_picture_over_the_pixel_limit_is_refused_by_its_header(ImageFormat format) {
        byte[] file = Pictures.encode(format, Pictures.gradient(64, 48));
        ImageDecoder strict = new ImageDecoder(new ImageLimits(1 << 20, 64 * 48 - 1));

        assertThatThrownBy(() -> strict.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageContaining("64x48")
                .hasMessageContaining("3071");
    }

    @Test
    void a_decompression_bomb_is_refused_before_anything_of_it_is_decoded() {
        byte[] bomb = Pictures.png(Pictures.gradient(8, 8));
        ByteBuffer.wrap(bomb).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        byte[] headerAlone = Arrays.copyOf(bomb, 33);

        assertThatThrownBy(() -> decoder.decode(headerAlone, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageContaining("4000000000000000000");
    }

    @ParameterizedTest
    @CsvSource({"PNG, 1000001, 1, 1000000", "PNG, 1, 1000001, 1000000", "JPEG, 65501, 1, 65500", "JPEG, 1, 65535, 65500"
    })
    void picture_longer_than_its_decoder_takes_is_refused_with_that_limit(
            ImageFormat format, int width, int height, int limit) {
        byte[] file = Pictures.encode(format, Pictures.gradient(8, 8));
        if (format == ImageFormat.PNG) {
            ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
        } else {
            int frameHeader = new String(file, ISO_8859_1).indexOf("\u00ff\u00c0");
            ByteBuffer.wrap(file).putShort(frameHeader + 5, (short) height).putShort(frameHeader + 7, (short) width);
        }

        assertThatThrownBy(() -> decoder.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessage("the " + format + " has " + width + "x" + height + " pixels; each side may have up to "
                        + limit);
    }

    @Test
    void a_picture_over_the_byte_limit_is_refused() {
        byte[] file = Pictures.png(Pictures.gradient(64, 48));
        ImageDecoder strict = new ImageDecoder(new ImageLimits(file.length - 1, 1 << 20));

        assertThatThrownBy(() -> strict.decode(file, UnaryOperator.identity()))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(Reason.TOO_MANY_BYTES));
    }

    @Test
    void raw_pixels_of_each_format_become_rgb() throws ImageException {
        byte[] triple = {1, 2, 3};

        assertThat(raw(1, 1, PixelFormat.RGB, triple).pixels()).containsExactly(1, 2, 3);
        assertThat(raw(1, 1, PixelFormat.BGR, triple).pixels()).containsExactly(3, 2, 1);
        assertThat(raw(3, 1, PixelFormat.GRAY, triple).pixels()).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
    }

    @Test
    void raw_pixels_are_scaled_to_the_target() throws ImageException {
        RgbImage image = smooth(64, 32);
        RawImage raw = new RawImage(64, 32, PixelFormat.RGB, image.pixels());

        DecodedImage decoded = decoder.decode(raw, own -> new Size(16, 8));

        assertThat(decoded.original()).isEqualTo(new Size(64, 32));
        assertThat(decoded.image().pixels())
                .isEqualTo(decoder.decode(Pictures.png(image), own -> new Size(16, 8))
                        .image()
                        .pixels());
    }

    @Test
    void a_raw_size_that_does_not_fit_its_bytes_is_corrupt() {
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

    @Test
    void many_threads_decode_at_once() {
        RgbImage image = Pictures.gradient(200, 100);
        byte[] file = Pictures.png(image);

        assertThat(IntStream.range(0, 400).parallel().mapToObj(i -> {
                    try {
                        return Arrays.hashCode(whole(file).pixels());
                    } catch (ImageException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsOnly(Arrays.hashCode(image.pixels()));
    }

    private RgbImage whole(byte[] file) throws ImageException {
        return decoder.decode(file, UnaryOperator.identity()).image();
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

    private static Reason reason(Throwable e) {
        return ((ImageException) e).reason();
    }

    private static RgbImage smooth(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            pixels[3 * i] = (byte) (255 * (i % width) / width);
            pixels[3 * i + 1] = (byte) (255 * (i / width) / height);
            pixels[3 * i + 2] = 77;
        }
        return new RgbImage(width, height, pixels);
    }

    /** The gradient's corners, reading order. */
    private static String corners(RgbImage image) {
        int last = image.width() - 1;
        int lastRow = (image.height() - 1) * image.width();
        return String.join(
                " ",
                colour(pixel(image, 0)),
                colour(pixel(image, last)),
                colour(pixel(image, lastRow)),
                colour(pixel(image, lastRow + last)));
    }

    private static String colour(int[] rgb) {
        if (rgb[2] > 128) {
            return "blue";
        }
        return rgb[0] > 128 ? rgb[1] > 128 ? "yellow" : "red" : rgb[1] > 128 ? "green" : "black";
    }

    private static int[] pixel(RgbImage image, int index) {
        return IntStream.range(3 * index, 3 * index + 3)
                .map(i -> image.pixels()[i] & 0xff)
                .toArray();
    }

    private static byte[] flat(int type, String extension, double... channels) {
        try (PointerScope scope = new PointerScope()) {
            Scalar colour = new Scalar(channels[0], channels[1], channels[2], channels[3]);
            return Pictures.encode(new Mat(8, 8, type, colour), extension);
        }
    }
}
