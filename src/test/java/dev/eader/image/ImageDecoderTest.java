package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 23, 1 << 25));

    @Test
    void lossless_image_decodes_to_its_exact_pixels() throws ImageException {
        RgbImage image = Pictures.gradient(123, 45);

        assertThat(decode(Pictures.png(image)).pixels()).isEqualTo(image.pixels());
        assertThat(decode(Pictures.losslessWebp(image)).pixels()).isEqualTo(image.pixels());
    }

    @Test
    void lossy_image_decodes_to_nearly_its_pixels() throws ImageException {
        RgbImage image = Pictures.smooth(160, 96);

        for (byte[] file : List.of(
                Pictures.jpeg(image),
                Pictures.progressiveJpeg(image),
                Pictures.jpegWithRestarts(image),
                Pictures.webp(image))) {
            assertThat(Pictures.difference(decode(file), image)).isLessThan(20);
        }
    }

    @Property(tries = 100)
    void decoded_image_has_the_target_size(
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
    void jpeg_decoded_at_reduced_scale_matches_scaled_png(int divisor) throws ImageException {
        RgbImage image = Pictures.smooth(643, 357);
        Size target = new Size(643 / divisor, 357 / divisor);

        RgbImage reduced = decoder.decode(Pictures.jpeg(image), own -> target).image();
        RgbImage expected = decoder.decode(Pictures.png(image), own -> target).image();

        assertThat(reduced.size()).isEqualTo(target);
        assertThat(Pictures.difference(reduced, expected)).isLessThan(12);
    }

    @Test
    void gray_image_decodes_to_rgb() throws ImageException {
        for (String extension : List.of(".jpg", ".png")) {
            assertThat(decode(flat(CV_8UC1, extension, 90, 0, 0, 0)).pixels()).containsOnly(90);
        }
    }

    @Test
    void alpha_channel_is_dropped() throws ImageException {
        assertThat(Pictures.pixel(decode(flat(CV_8UC4, ".png", 30, 20, 10, 128)), 0))
                .containsExactly(10, 20, 30);
        assertThat(Pictures.pixel(decode(flat(CV_8UC4, ".png", 30, 20, 10, 255)), 0))
                .containsExactly(10, 20, 30);
    }

    @Test
    void sixteen_bit_samples_keep_their_upper_8_bits() throws ImageException {
        byte[] file = flat(CV_16UC3, ".png", 30 * 257, 20 * 257, 10 * 257, 0);

        assertThat(Pictures.pixel(decode(file), 0)).containsExactly(10, 20, 30);
    }

    @Test
    void cmyk_jpeg_decodes_to_rgb() throws ImageException, IOException {
        // Adobe stores inverted CMYK: 255 means no ink.
        byte[] file = Pictures.cmykJpeg(24, 16, 0, at -> new int[] {255, 0, 0, 255});

        int[] rgb = Pictures.pixel(decode(file), 0);

        assertThat(rgb[0]).isGreaterThan(240);
        assertThat(rgb[1]).isLessThan(15);
        assertThat(rgb[2]).isLessThan(15);
    }

    @Test
    void parallel_decoding_gives_the_same_pixels() {
        RgbImage image = Pictures.gradient(200, 100);
        byte[] file = Pictures.png(image);

        assertThat(IntStream.range(0, 400).parallel().mapToObj(i -> {
                    try {
                        return Arrays.hashCode(decode(file).pixels());
                    } catch (ImageException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsOnly(Arrays.hashCode(image.pixels()));
    }

    private RgbImage decode(byte[] file) throws ImageException {
        return decoder.decode(file, UnaryOperator.identity()).image();
    }

    private static byte[] flat(int type, String extension, double... channels) {
        try (PointerScope scope = new PointerScope()) {
            Scalar colour = new Scalar(channels[0], channels[1], channels[2], channels[3]);
            return Pictures.encode(new Mat(8, 8, type, colour), extension);
        }
    }
}
