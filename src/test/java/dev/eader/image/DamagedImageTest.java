package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.image.ImageException.Reason;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DamagedImageTest {
    private static final RgbImage IMAGE = Pictures.gradient(40, 30);
    private static final List<byte[]> FILES = List.of(
            Pictures.jpeg(IMAGE),
            Pictures.progressiveJpeg(IMAGE),
            Pictures.jpegWithRestarts(IMAGE),
            Pictures.withOrientation(ImageFormat.JPEG, Pictures.jpeg(IMAGE), 6),
            Pictures.png(IMAGE),
            Pictures.webp(IMAGE),
            Pictures.losslessWebp(IMAGE),
            Pictures.withOrientation(ImageFormat.WEBP, Pictures.webp(IMAGE), 6));

    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));

    @Test
    void a_file_cut_at_any_byte_is_truncated() {
        for (byte[] file : FILES) {
            for (int length = 0; length < file.length; length++) {
                Reason expected =
                        length == 0 ? Reason.EMPTY : length < magic(file) ? Reason.UNKNOWN_FORMAT : Reason.TRUNCATED;

                assertThat(reason(Arrays.copyOf(file, length)))
                        .as("%d of %d bytes of %02x..", length, file.length, file[0])
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void bytes_after_the_end_do_no_harm() {
        for (byte[] file : FILES) {
            assertThat(reason(Pictures.concat(file, new byte[] {(byte) 0xff, 0, 7})))
                    .isNull();
        }
    }

    @Property(tries = 1000)
    void damage_anywhere_gives_a_reason_or_a_picture_of_the_right_size_and_never_anything_else(
            @ForAll @IntRange(min = 0, max = 7) int index,
            @ForAll @IntRange(min = 1, max = 20) int bytes,
            @ForAll long seed) {
        byte[] file = FILES.get(index).clone();
        Random random = new Random(seed);
        for (int i = 0; i < bytes; i++) {
            file[random.nextInt(file.length)] = (byte) random.nextInt();
        }
        try {
            DecodedImage decoded = decoder.decode(file, own -> new Size(16, 16));
            assertThat(decoded.image().size()).isEqualTo(new Size(16, 16));
            assertThat(decoded.original().pixels()).isLessThanOrEqualTo(1 << 20);
        } catch (ImageException e) {
            assertThat(e.reason()).isNotIn(Reason.EMPTY, Reason.TOO_MANY_BYTES);
            assertThat(e).hasMessageMatching("(?s).{20,}");
        }
    }

    @Test
    void a_png_with_one_wrong_bit_is_corrupt() {
        byte[] png = Pictures.png(IMAGE);
        for (int at = 41; at < png.length - 12; at++) {
            byte[] damaged = png.clone();
            damaged[at] ^= 4;

            assertThat(reason(damaged)).as("byte %d", at).isIn(Reason.CORRUPT, Reason.TRUNCATED);
        }
    }

    @Test
    void a_lost_restart_interval_is_corrupt() {
        byte[] jpeg = Pictures.jpegWithRestarts(IMAGE);
        int first = restart(jpeg, 0xd0);
        int second = restart(jpeg, 0xd1);
        byte[] damaged = Pictures.concat(Arrays.copyOf(jpeg, first), Arrays.copyOfRange(jpeg, second, jpeg.length));

        assertThat(reason(damaged)).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void compressed_pixels_that_make_no_sense_are_corrupt() {
        byte[] webp = Pictures.webp(IMAGE);
        Arrays.fill(webp, 30, webp.length, (byte) 0xff);

        assertThat(reason(webp)).isEqualTo(Reason.CORRUPT);
    }

    private Reason reason(byte[] file) {
        try {
            decoder.decode(file, UnaryOperator.identity());
            return null;
        } catch (ImageException e) {
            return e.reason();
        }
    }

    private static int magic(byte[] file) {
        return switch (file[0]) {
            case (byte) 0xff -> 3;
            case (byte) 0x89 -> 8;
            default -> 12;
        };
    }

    private static int restart(byte[] jpeg, int code) {
        int at = 0;
        while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != code) {
            at++;
        }
        return at;
    }

    @Test
    void an_animated_png_whose_frame_leaves_the_canvas_is_decoded_as_the_still_picture_that_it_holds()
            throws Exception {
        // 24x16, its first frame 23 pixels down; every checksum right
        byte[] file = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAACGFjVEwAAAACAAAAAPONk3AAAAAaZmNUTAAAAAAAAAAYAAAAEAAA"
                                + "AAAAABcAAAEACgAAHJnqkgAAABJJREFUeNpjYBgFo2AUjILBAQAEkAABj5IfiwAAABpmY1RMAAAAAQAAABgAAAAQAAAAAAAAAAAA"
                                + "AQAKAADxlDh0AAAAFmZkQVQAAAACeNpjYBgFo2AUjILBAQAEkAABvhFL9QAAAABJRU5ErkJggg==");

        DecodedImage decoded = decoder.decode(file, UnaryOperator.identity());

        assertThat(decoded.original()).isEqualTo(new Size(24, 16));
    }
}
