package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** Small pictures made in code, and files of them. */
public final class Pictures {
    private Pictures() {}

    /** Red grows to the right, green downwards; the blue corner is at the upper left, so that every turn shows. */
    public static RgbImage gradient(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 3 * (y * width + x);
                pixels[at] = (byte) (255 * x / width);
                pixels[at + 1] = (byte) (255 * y / height);
                pixels[at + 2] = (byte) (x < width / 2 && y < height / 2 ? 255 : 0);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    public static byte[] jpeg(RgbImage image) {
        return encode(image, ".jpg", IMWRITE_JPEG_QUALITY, 95);
    }

    public static byte[] progressiveJpeg(RgbImage image) {
        return encode(image, ".jpg", IMWRITE_JPEG_QUALITY, 95, IMWRITE_JPEG_PROGRESSIVE, 1);
    }

    public static byte[] jpegWithRestarts(RgbImage image) {
        return encode(image, ".jpg", IMWRITE_JPEG_QUALITY, 95, IMWRITE_JPEG_RST_INTERVAL, 2);
    }

    public static byte[] png(RgbImage image) {
        return encode(image, ".png");
    }

    public static byte[] webp(RgbImage image) {
        return encode(image, ".webp", IMWRITE_WEBP_QUALITY, 95);
    }

    public static byte[] losslessWebp(RgbImage image) {
        return encode(image, ".webp", IMWRITE_WEBP_QUALITY, 101);
    }

    static byte[] encode(ImageFormat format, RgbImage image) {
        return switch (format) {
            case JPEG -> jpeg(image);
            case PNG -> png(image);
            case WEBP -> webp(image);
        };
    }

    private static byte[] encode(RgbImage image, String extension, int... parameters) {
        try (PointerScope scope = new PointerScope()) {
            Mat bgr = new Mat();
            cvtColor(OpenCv.matrix(image.size(), 3, image.pixels()), bgr, COLOR_RGB2BGR);
            return encode(bgr, extension, parameters);
        }
    }

    static byte[] encode(Mat mat, String extension, int... parameters) {
        try (PointerScope scope = new PointerScope()) {
            BytePointer encoded = new BytePointer();
            if (!imencode(new BytePointer(extension), mat, encoded, new IntPointer(parameters))) {
                throw new IllegalStateException("OpenCV does not write " + extension);
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return bytes;
        }
    }

    /** The file with an EXIF block that states an orientation, where its format keeps one. */
    public static byte[] withOrientation(ImageFormat format, byte[] file, int orientation) {
        return switch (format) {
            case JPEG -> {
                byte[] exif = concat("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), tiff(orientation));
                byte[] length = ByteBuffer.allocate(4)
                        .putShort((short) 0xffe1)
                        .putShort((short) (exif.length + 2))
                        .array();
                yield concat(Arrays.copyOf(file, 2), length, exif, Arrays.copyOfRange(file, 2, file.length));
            }
            case PNG ->
                concat(
                        Arrays.copyOf(file, 33),
                        pngChunk("eXIf", tiff(orientation)),
                        Arrays.copyOfRange(file, 33, file.length));
            case WEBP -> extendedWebp(file, webpChunk("EXIF", tiff(orientation)));
        };
    }

    /** A plain WebP file in the extended form, with another chunk behind its picture. */
    private static byte[] extendedWebp(byte[] file, byte[] chunk) {
        Size size = size(file);
        byte[] extended = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x08)
                .putInt(size.width() - 1 | (size.height() - 1 & 0xff) << 24)
                .array();
        extended[8] = (byte) (size.height() - 1 >> 8);
        byte[] body = concat(
                "WEBP".getBytes(StandardCharsets.ISO_8859_1),
                webpChunk("VP8X", Arrays.copyOf(extended, 10)),
                Arrays.copyOfRange(file, 12, file.length),
                chunk);
        return webpChunk("RIFF", body);
    }

    private static Size size(byte[] file) {
        try {
            ImageHeader header = ImageHeader.read(file);
            return new Size(header.width(), header.height());
        } catch (ImageException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    static byte[] tiff(int orientation) {
        return ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x4949)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0)
                .array();
    }

    public static byte[] pngChunk(String name, byte[] data) {
        byte[] tag = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(tag);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(tag)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] webpChunk(String name, byte[] data) {
        return ByteBuffer.allocate(8 + data.length + (data.length & 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    /** The largest difference of any byte. */
    static int difference(RgbImage one, RgbImage other) {
        int largest = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            largest = Math.max(largest, Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff)));
        }
        return largest;
    }
}
