package dev.eader.faults;

import com.google.protobuf.ByteString;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** A kind of bad frame, with the stage and code of its failure. */
enum Poison {
    NOT_A_FRAME(Stage.PARSE, Code.NOT_A_FRAME, (frame, random) -> {
        // field 1, length-delimited, longer than the rest
        byte[] bytes = bytes(40, random);
        bytes[0] = 0x0a;
        bytes[1] = 0x7f;
        return bytes;
    }),
    NO_IMAGE(Stage.PARSE, Code.NO_IMAGE, (frame, random) -> frame.clearImage()
            .build()
            .toByteArray()),
    UNKNOWN_FORMAT(
            Stage.DECODE,
            Code.UNKNOWN_FORMAT,
            (frame, random) -> with(frame, "GIF89a, which no camera sends".getBytes())),
    TRUNCATED_JPEG(Stage.DECODE, Code.TRUNCATED_IMAGE, (frame, random) -> {
        int whole = frame.getEncoded().size();
        return frame.setEncoded(frame.getEncoded().substring(0, random.nextInt(whole / 2, whole - 2)))
                .build()
                .toByteArray();
    }),
    CORRUPT_PNG(Stage.DECODE, Code.CORRUPT_IMAGE, (frame, random) -> {
        byte[] png = png();
        // within the checksum of IHDR
        png[29 + random.nextInt(4)] ^= (byte) random.nextInt(1, 256);
        return with(frame, png);
    }),
    BOMB(Stage.DECODE, Code.TOO_MANY_PIXELS, (frame, random) -> {
        byte[] png = png();
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, random.nextInt(20_000, 1_000_000)).putInt(20, random.nextInt(20_000, 1_000_000));
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        return with(frame, png);
    }),
    TOO_LONG(Stage.DECODE, Code.TOO_MANY_BYTES, (frame, random) -> {
        byte[] jpeg = frame.getEncoded().toByteArray();
        byte[] padded = bytes(PoisonIT.MAX_BYTES + random.nextInt(1, 5000), random);
        System.arraycopy(jpeg, 0, padded, 0, jpeg.length);
        return with(frame, padded);
    }),
    UNKNOWN_MODEL(Stage.PARSE, Code.UNKNOWN_MODEL, (frame, random) -> frame.setModel("none-such")
            .build()
            .toByteArray()),
    UNKNOWN_LABEL(Stage.PARSE, Code.UNKNOWN_LABEL, (frame, random) -> frame.addLabels("unicorn")
            .build()
            .toByteArray()),
    FOREIGN_URI(Stage.FETCH, Code.URI_NOT_ALLOWED, (frame, random) -> frame.setUri("file:///etc/passwd")
            .build()
            .toByteArray()),
    RAW_OF_ANOTHER_SIZE(
            Stage.DECODE,
            Code.CORRUPT_IMAGE,
            (frame, random) -> with(frame, RawImage.Format.RGB, bytes(random.nextInt(1, 64 * 32 * 3), random))),
    RAW_OF_NO_FORMAT(
            Stage.DECODE,
            Code.UNKNOWN_FORMAT,
            (frame, random) -> with(frame, RawImage.Format.FORMAT_UNSPECIFIED, bytes(64 * 32 * 3, random)));

    final Stage stage;
    final Code code;
    private final BiFunction<Frame.Builder, SplittableRandom, byte[]> spoil;

    Poison(Stage stage, Code code, BiFunction<Frame.Builder, SplittableRandom, byte[]> spoil) {
        this.stage = stage;
        this.code = code;
        this.spoil = spoil;
    }

    /** Value of a record with this frame, damaged. */
    byte[] spoil(Frame frame, SplittableRandom random) {
        return spoil.apply(frame.toBuilder(), random);
    }

    private static byte[] with(Frame.Builder frame, byte[] image) {
        return frame.setEncoded(ByteString.copyFrom(image)).build().toByteArray();
    }

    /** Raw pixels declared as 64x32. */
    private static byte[] with(Frame.Builder frame, RawImage.Format format, byte[] pixels) {
        return frame.setRaw(RawImage.newBuilder()
                        .setWidth(64)
                        .setHeight(32)
                        .setFormat(format)
                        .setPixels(ByteString.copyFrom(pixels)))
                .build()
                .toByteArray();
    }

    private static byte[] bytes(int count, SplittableRandom random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] png() {
        var file = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB), "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
