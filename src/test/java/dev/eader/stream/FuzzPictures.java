package dev.eader.stream;

import static dev.eader.image.Pictures.concat;
import static dev.eader.image.Pictures.pngChunk;

import dev.eader.image.ImageFormat;
import dev.eader.image.Pictures;
import dev.eader.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Creates image files of every format and variant that a sender may send. */
final class FuzzPictures {
    private static final RgbImage IMAGE = Pictures.gradient(72, 56);
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private FuzzPictures() {}

    /** Small valid images. */
    static List<byte[]> whole() {
        byte[] jpeg = Pictures.jpeg(IMAGE);
        byte[] webp = Pictures.webp(IMAGE);
        return List.of(
                jpeg,
                Pictures.progressiveJpeg(IMAGE),
                Pictures.jpegWithRestarts(IMAGE),
                cmykJpeg(),
                Pictures.withOrientation(ImageFormat.JPEG, jpeg, 6),
                Pictures.png(IMAGE),
                Pictures.withOrientation(ImageFormat.PNG, Pictures.png(IMAGE), 8),
                png(24, 16, 16, 6, false),
                png(24, 16, 1, 0, false),
                interlaced(),
                animatedPng(),
                webp,
                Pictures.losslessWebp(IMAGE),
                Pictures.withOrientation(ImageFormat.WEBP, webp, 5),
                animatedWebp(webp));
    }

    /** Small files whose headers declare large images, within and above the limits. */
    static List<byte[]> bombs() {
        return List.of(
                png(5792, 5792, 8, 2, false),
                png(65_535, 500, 8, 2, false),
                png(65_535, 65_535, 8, 2, true),
                png(30_000, 30_000, 1, 0, true),
                manyScans(5792, 5792, 10),
                manyScans(5792, 5792, 2000),
                manyScans(160, 120, 20_000),
                manyScans(65_535, 65_535, 10));
    }

    /** A JPEG with four components (CMYK), which Java writes without conversion. */
    private static byte[] cmykJpeg() {
        byte[] inks = new byte[48 * 40 * 4];
        for (int i = 0; i < inks.length; i++) {
            inks[i] = (byte) (i / 7);
        }
        var raster = Raster.createInterleavedRaster(
                new java.awt.image.DataBufferByte(inks, inks.length), 48, 40, 48 * 4, 4, new int[] {0, 1, 2, 3}, null);
        var file = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var stream = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static byte[] interlaced() {
        var file = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        try (var stream = new MemoryCacheImageOutputStream(file)) {
            var parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(javax.imageio.ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(stream);
            writer.write(
                    null,
                    new IIOImage(new BufferedImage(40, 24, BufferedImage.TYPE_BYTE_INDEXED), null, null),
                    parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** @param empty whether the pixels are omitted; the decoder must refuse the size before it reads them */
    static byte[] png(int width, int height, int depth, int colorType, boolean empty) {
        int channels = colorType == 6 ? 4 : colorType == 2 ? 3 : 1;
        long row = ((long) width * channels * depth + 7) / 8 + 1;
        return concat(
                SIGNATURE,
                pngChunk("IHDR", header(width, height, depth, colorType)),
                pngChunk("IDAT", zeros(empty ? row : row * height)),
                pngChunk("IEND", new byte[0]));
    }

    private static byte[] header(int width, int height, int depth, int colorType) {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colorType)
                .array();
    }

    private static byte[] animatedPng() {
        byte[] control = ByteBuffer.allocate(26)
                .putInt(0)
                .putInt(24)
                .putInt(16)
                .putInt(0)
                .putInt(0)
                .putShort((short) 1)
                .putShort((short) 10)
                .array();
        byte[] second = control.clone();
        second[3] = 1;
        byte[] pixels = zeros((24 * 3 + 1) * 16L);
        return concat(
                SIGNATURE,
                pngChunk("IHDR", header(24, 16, 8, 2)),
                pngChunk("acTL", ByteBuffer.allocate(8).putInt(2).putInt(0).array()),
                pngChunk("fcTL", control),
                pngChunk("IDAT", pixels),
                pngChunk("fcTL", second),
                pngChunk("fdAT", concat(new byte[] {0, 0, 0, 2}, pixels)),
                pngChunk("IEND", new byte[0]));
    }

    /** Compressed zeros of the given number, written without allocating them. */
    private static byte[] zeros(long count) {
        var packed = new ByteArrayOutputStream();
        try (var stream = new DeflaterOutputStream(packed, new Deflater(9))) {
            byte[] some = new byte[1 << 16];
            for (long left = count; left > 0; left -= some.length) {
                stream.write(some, 0, (int) Math.min(left, some.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] animatedWebp(byte[] webp) {
        byte[] picture = Arrays.copyOfRange(webp, 12, webp.length);
        byte[] frame = concat(new byte[] {0, 0, 0, 0, 0, 0, 71, 0, 0, 55, 0, 0, 100, 0, 0, 0}, picture);
        byte[] body = concat(
                "WEBP".getBytes(),
                riff("VP8X", new byte[] {2, 0, 0, 0, 71, 0, 0, 55, 0, 0}),
                riff("ANIM", new byte[6]),
                riff("ANMF", frame),
                riff("ANMF", frame));
        return riff("RIFF", body);
    }

    private static byte[] riff(String name, byte[] data) {
        return concat(
                name.getBytes(),
                new byte[] {
                    (byte) data.length,
                    (byte) (data.length >> 8),
                    (byte) (data.length >> 16),
                    (byte) (data.length >> 24)
                },
                data,
                new byte[data.length & 1]);
    }

    /** A progressive gray JPEG with many empty scans: a small file that takes long to decode. */
    static byte[] manyScans(int width, int height, int scans) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xdb, 0, 67, 0});
        byte[] quantisation = new byte[64];
        Arrays.fill(quantisation, (byte) 1);
        file.writeBytes(quantisation);
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc2, 0, 11, 8});
        file.writeBytes(ByteBuffer.allocate(4)
                .putShort((short) height)
                .putShort((short) width)
                .array());
        file.writeBytes(new byte[] {1, 1, 0x11, 0});
        // one code of one bit in each table: DC category 0, and AC "this band is empty for 2^14 blocks and more"
        for (byte[] table : new byte[][] {{0x00, 0x00}, {0x10, (byte) 0xe0}}) {
            file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc4, 0, 20, table[0], 1});
            file.writeBytes(new byte[15]);
            file.write(table[1]);
        }
        long blocks = (width + 7L) / 8 * ((height + 7L) / 8);
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0});
        file.writeBytes(new byte[(int) Math.min(blocks / 8 + 1, 100_000)]);
        // each end-of-band run is 1 + 14 bits, and stands for at least 16,384 blocks
        byte[] runs = new byte[(int) Math.min((blocks / 16_384 + 1) * 15 / 8 + 1, 2000)];
        for (int scan = 1; scan < scans; scan++) {
            int band = 1 + scan % 63;
            file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, (byte) band, (byte) band, 0});
            file.writeBytes(runs);
        }
        file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        return file.toByteArray();
    }
}
