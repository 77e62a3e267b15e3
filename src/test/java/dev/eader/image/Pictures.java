package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.awt.Point;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** Creates small test images and their files in all formats. */
public final class Pictures {
    private Pictures() {}

    /** Returns an image that differs in all orientations: red grows to the right, green downwards; the upper left is blue. */
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

    /** Returns an image of two smooth gradients, which lossy formats keep well. */
    static RgbImage smooth(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            pixels[3 * i] = (byte) (255 * (i % width) / width);
            pixels[3 * i + 1] = (byte) (255 * (i / width) / height);
            pixels[3 * i + 2] = 77;
        }
        return new RgbImage(width, height, pixels);
    }

    /** Returns R, G and B of the pixel with this index, each 0 to 255. */
    static int[] pixel(RgbImage image, int index) {
        return IntStream.range(3 * index, 3 * index + 3)
                .map(i -> image.pixels()[i] & 0xff)
                .toArray();
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

    static byte[] encode(RgbImage image, String extension, int... parameters) {
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
                throw new IllegalStateException("OpenCV cannot encode " + extension);
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return bytes;
        }
    }

    /** Adds an EXIF block with an orientation to a file. */
    public static byte[] withOrientation(ImageFormat format, byte[] file, int orientation) {
        return switch (format) {
            case JPEG -> withExif(file, tiff(orientation));
            case PNG ->
                concat(
                        Arrays.copyOf(file, 33),
                        pngChunk("eXIf", tiff(orientation)),
                        Arrays.copyOfRange(file, 33, file.length));
            case WEBP -> extendedWebp(file, 0x08, new byte[0], webpChunk("EXIF", tiff(orientation)));
        };
    }

    /** Converts a plain WebP file to the extended form, with chunks before and after its image data. */
    static byte[] extendedWebp(byte[] file, int flags, byte[] before, byte[] after) {
        Size size = size(file);
        byte[] extended = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(flags)
                .putInt(size.width() - 1 | (size.height() - 1 & 0xff) << 24)
                .array();
        extended[8] = (byte) (size.height() - 1 >> 8);
        byte[] body = concat(
                "WEBP".getBytes(StandardCharsets.ISO_8859_1),
                webpChunk("VP8X", Arrays.copyOf(extended, 10)),
                before,
                Arrays.copyOfRange(file, 12, file.length),
                after);
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
        return tiff(orientation, 3, ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns a TIFF block with the orientation as its only entry. Type 1 is BYTE, 3 is SHORT, 4 is LONG. */
    static byte[] tiff(int orientation, int type, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(26)
                .order(order)
                .putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) type)
                .putInt(1);
        switch (type) {
            case 1 -> tiff.put((byte) orientation);
            case 3 -> tiff.putShort((short) orientation);
            default -> tiff.putInt(orientation);
        }
        return tiff.array();
    }

    /** Inserts a segment after the start of image of a JPEG. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        byte[] head = ByteBuffer.allocate(4)
                .putShort((short) (0xff00 | marker))
                .putShort((short) (content.length + 2))
                .array();
        return concat(Arrays.copyOf(jpeg, 2), head, content, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** Inserts an EXIF segment with a TIFF block into a JPEG. */
    static byte[] withExif(byte[] jpeg, byte[] tiff) {
        return withSegment(jpeg, 0xe1, concat("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), tiff));
    }

    /**
     * Creates a JPEG with four bands and an Adobe segment. ImageIO writes the bands unchanged.
     *
     * @param transform 0 for CMYK, 2 for YCCK
     * @param bands returns the four stored values of the pixel with this index
     */
    static byte[] cmykJpeg(int width, int height, int transform, IntFunction<int[]> bands) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, new Point());
        for (int i = 0; i < width * height; i++) {
            raster.setPixel(i % width, i / width, bands.apply(i));
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(output);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return withSegment(
                file.toByteArray(), 0xee, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
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

    static byte[] webpChunk(String name, byte[] data) {
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

    /** Returns the stored image that becomes {@code upright} by applying an EXIF orientation. */
    static RgbImage stored(RgbImage upright, int orientation) {
        boolean swaps = orientation >= 5;
        int width = swaps ? upright.height() : upright.width();
        int height = swaps ? upright.width() : upright.height();
        byte[] pixels = new byte[upright.pixels().length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                // EXIF defines each orientation by the visual sides of row 0 and column 0.
                boolean rowFromEnd = List.of(3, 4, 7, 6).contains(orientation);
                boolean columnFromEnd = List.of(2, 3, 7, 8).contains(orientation);
                int alongRows = rowFromEnd ? height - 1 - row : row;
                int alongColumns = columnFromEnd ? width - 1 - column : column;
                int x = swaps ? alongRows : alongColumns;
                int y = swaps ? alongColumns : alongRows;
                System.arraycopy(
                        upright.pixels(), 3 * (y * upright.width() + x), pixels, 3 * (row * width + column), 3);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** Returns the largest difference of any two bytes. */
    static int difference(RgbImage one, RgbImage other) {
        int largest = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            largest = Math.max(largest, Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff)));
        }
        return largest;
    }
}
