package dev.eader.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.image.ImageException.Reason;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20));

    @Test
    void file_truncated_at_any_byte_is_reported_as_truncated() {
        for (byte[] file : FILES) {
            for (int length = 0; length < file.length; length++) {
                Reason expected = length == 0
                        ? Reason.EMPTY
                        : length < magicLength(file) ? Reason.UNKNOWN_FORMAT : Reason.TRUNCATED;

                assertThat(reason(Arrays.copyOf(file, length)))
                        .as("%d of %d bytes of %02x..", length, file.length, file[0])
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void jpeg_truncated_before_an_end_marker_is_reported_as_truncated() {
        for (byte[] file : List.of(Pictures.jpeg(IMAGE), Pictures.jpegWithRestarts(IMAGE))) {
            int scan = afterMarker(file, 0xda);
            for (int length = scan + 14; length < file.length - 4; length++) {
                byte[] cut = Pictures.concat(Arrays.copyOf(file, length), END);

                assertThat(reason(cut))
                        .as("%d of %d bytes", length, file.length)
                        .isEqualTo(Reason.TRUNCATED);
            }
        }
    }

    @Test
    void progressive_jpeg_without_last_scans_is_reported_as_truncated() {
        byte[] file = Pictures.progressiveJpeg(IMAGE);
        int cuts = 0;
        for (int at = afterMarker(file, 0xda); at < file.length - 2; at++) {
            boolean isMarker = file[at] == (byte) 0xff && file[at + 1] != 0;
            if (isMarker) {
                assertThat(reason(Pictures.concat(Arrays.copyOf(file, at), END)))
                        .as("cut at byte %d", at)
                        .isEqualTo(Reason.TRUNCATED);
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(5);
    }

    @Test
    void stray_restart_markers_after_the_last_block_are_accepted() throws ImageException {
        for (byte[] file :
                List.of(Pictures.jpeg(IMAGE), Pictures.jpegWithRestarts(IMAGE), Pictures.progressiveJpeg(IMAGE))) {
            byte[] stray = {(byte) 0xff, (byte) 0xd7, (byte) 0xff, (byte) 0xd1};
            byte[] odd = Pictures.concat(Arrays.copyOf(file, file.length - 2), stray, END);

            assertThat(pixels(odd)).isEqualTo(pixels(file));
        }
    }

    @Test
    void bytes_between_jpeg_segments_are_skipped() throws ImageException {
        byte[] file = Pictures.jpeg(IMAGE);
        for (byte[] between : List.of(new byte[2], new byte[] {7}, new byte[] {(byte) 0xff, 0, (byte) 0xff})) {
            int table = afterMarker(file, 0xdb) - 2;
            byte[] odd =
                    Pictures.concat(Arrays.copyOf(file, table), between, Arrays.copyOfRange(file, table, file.length));

            assertThat(pixels(odd)).isEqualTo(pixels(file));
        }
    }

    @Test
    void truncated_scan_is_detected_despite_bytes_between_segments() {
        byte[] file = Pictures.jpeg(IMAGE);
        int table = afterMarker(file, 0xdb) - 2;
        byte[] cut = Pictures.concat(
                Arrays.copyOf(file, table), new byte[2], Arrays.copyOfRange(file, table, file.length - 40), END);

        assertThat(reason(cut)).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void unreadable_colour_profile_is_ignored() throws ImageException {
        byte[] file = Pictures.jpeg(IMAGE);
        byte[] tag = "ICC_PROFILE\0\1\1not a profile".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(pixels(Pictures.withSegment(file, 0xe2, tag))).isEqualTo(pixels(file));
    }

    @Test
    void bytes_after_the_end_marker_are_ignored() {
        for (byte[] file : FILES) {
            assertThat(reason(Pictures.concat(file, new byte[] {(byte) 0xff, 0, 7})))
                    .isNull();
        }
    }

    @Property(tries = 1000)
    void damaged_file_decodes_or_fails_with_a_reason(
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
    void png_with_one_flipped_bit_is_refused() {
        byte[] png = Pictures.png(IMAGE);
        for (int at = 41; at < png.length - 12; at++) {
            byte[] damaged = png.clone();
            damaged[at] ^= 4;

            assertThat(reason(damaged)).as("byte %d", at).isIn(Reason.CORRUPT, Reason.TRUNCATED);
        }
    }

    @Test
    void jpeg_without_one_restart_interval_is_corrupt() {
        byte[] jpeg = Pictures.jpegWithRestarts(IMAGE);
        int first = marker(jpeg, 0xd0);
        int second = marker(jpeg, 0xd1);
        byte[] damaged = Pictures.concat(Arrays.copyOf(jpeg, first), Arrays.copyOfRange(jpeg, second, jpeg.length));

        assertThat(reason(damaged)).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void webp_with_invalid_compressed_data_is_corrupt() {
        byte[] webp = Pictures.webp(IMAGE);
        Arrays.fill(webp, 30, webp.length, (byte) 0xff);

        assertThat(reason(webp)).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void animated_png_with_frame_outside_its_canvas_decodes() throws Exception {
        // 24x16 pixels; the first frame is offset by 23 rows. All checksums are correct.
        byte[] file = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAACGFjVEwAAAACAAAAAPONk3AAAAAaZmNUTAAAAAAAAAAYAAAAEAAA"
                                + "AAAAABcAAAEACgAAHJnqkgAAABJJREFUeNpjYBgFo2AUjILBAQAEkAABj5IfiwAAABpmY1RMAAAAAQAAABgAAAAQAAAAAAAAAAAA"
                                + "AQAKAADxlDh0AAAAFmZkQVQAAAACeNpjYBgFo2AUjILBAQAEkAABvhFL9QAAAABJRU5ErkJggg==");

        DecodedImage decoded = decoder.decode(file, UnaryOperator.identity());

        assertThat(decoded.original()).isEqualTo(new Size(24, 16));
    }

    private Reason reason(byte[] file) {
        try {
            decoder.decode(file, UnaryOperator.identity());
            return null;
        } catch (ImageException e) {
            return e.reason();
        }
    }

    private byte[] pixels(byte[] file) throws ImageException {
        return decoder.decode(file, UnaryOperator.identity()).image().pixels();
    }

    private static int afterMarker(byte[] jpeg, int code) {
        return marker(jpeg, code) + 2;
    }

    private static int magicLength(byte[] file) {
        return switch (file[0]) {
            case (byte) 0xff -> 3;
            case (byte) 0x89 -> 8;
            default -> 12;
        };
    }

    private static int marker(byte[] jpeg, int code) {
        int at = 0;
        while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != code) {
            at++;
        }
        return at;
    }
}
