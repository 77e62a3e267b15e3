package dev.eader.image;

import static dev.eader.image.PixelBands.bytes;
import static dev.eader.image.PixelBands.first;
import static dev.eader.image.PixelBands.join;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGBA2BGRA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Writes src/test/resources/odd-pictures: small images of each type that decoders treat differently, and pictures.csv
 * with the expected pixels. The tests of both builds read these files.
 *
 * <p>Each image has 32x16 pixels and four quadrants of one colour each. Expected values are upright sRGB without alpha;
 * 16-bit samples keep their upper 8 bits.
 */
final class OddPictures {
    static final int WIDTH = 32;
    static final int HEIGHT = 16;

    /** Colours of the quadrants: top left, top right, bottom left, bottom right. */
    private static final int[][] COLOURS = {{200, 40, 60}, {30, 160, 80}, {50, 70, 190}, {230, 210, 20}};

    private static final int[][] GREYS = {{17, 17, 17}, {85, 85, 85}, {170, 170, 170}, {238, 238, 238}};
    private static final int[][] FLAT = {{120, 70, 180}, {120, 70, 180}, {120, 70, 180}, {120, 70, 180}};
    private static final RgbImage PICTURE = picture(COLOURS);

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> rows = new TreeMap<>();

    private OddPictures() {}

    public static void main(String[] arguments) throws IOException {
        OddPictures set = new OddPictures();
        set.jpegs();
        set.pngs();
        set.webps();
        set.profiles();
        Path folder = Files.createDirectories(Path.of("src/test/resources/odd-pictures"));
        for (Map.Entry<String, byte[]> file : set.files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        String header = "file,width,height,top_left,top_right,bottom_left,bottom_right,tolerance";
        Files.writeString(folder.resolve("pictures.csv"), header + "\n" + String.join("\n", set.rows.values()) + "\n");
    }

    private void jpegs() throws IOException {
        add("jpeg.jpg", jpeg(PICTURE), COLOURS, 3);
        add("jpeg-progressive.jpg", jpeg(PICTURE, IMWRITE_JPEG_PROGRESSIVE, 1), COLOURS, 3);
        add("jpeg-restarts.jpg", jpeg(PICTURE, IMWRITE_JPEG_RST_INTERVAL, 1), COLOURS, 3);
        add("jpeg-420.jpg", Pictures.jpeg(picture(FLAT)), FLAT, 3);
        add("jpeg-gray.jpg", grey(), GREYS, 3);
        add(
                "jpeg-cmyk.jpg",
                Pictures.cmykJpeg(WIDTH, HEIGHT, 0, index -> PixelBands.cmyk(at(COLOURS, index))),
                COLOURS,
                4);
        add(
                "jpeg-ycck.jpg",
                Pictures.cmykJpeg(WIDTH, HEIGHT, 2, index -> PixelBands.ycck(at(COLOURS, index))),
                COLOURS,
                4);
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] tiff = Pictures.tiff(orientation);
            byte[] stored = jpeg(Pictures.stored(PICTURE, orientation));
            add("jpeg-exif-" + orientation + ".jpg", Pictures.withExif(stored, tiff), COLOURS, 3);
        }
        byte[] rotated = jpeg(Pictures.stored(PICTURE, 6));
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            String name = order == ByteOrder.BIG_ENDIAN ? "big" : "little";
            byte[] asLong = Pictures.withExif(rotated, Pictures.tiff(6, 4, order));
            add("jpeg-exif-long-" + name + ".jpg", asLong, COLOURS, 3);
            add("jpeg-exif-byte-" + name + ".jpg", Pictures.withExif(rotated, Pictures.tiff(6, 1, order)), COLOURS, 3);
        }
    }

    private void pngs() throws IOException {
        int[][] clear = {{128}, {255}, {1}, {77}};
        add("png-rgb.png", PngWriter.encode(8, 2, COLOURS), COLOURS, 0);
        add("png-rgba.png", PngWriter.encode(8, 6, join(COLOURS, clear)), COLOURS, 0);
        add("png-rgb16.png", PngWriter.encode(16, 2, COLOURS), COLOURS, 0);
        add("png-rgba16.png", PngWriter.encode(16, 6, join(COLOURS, clear)), COLOURS, 0);
        add("png-gray8.png", PngWriter.encode(8, 0, first(GREYS, 1)), GREYS, 0);
        add("png-gray16.png", PngWriter.encode(16, 0, first(GREYS, 1)), GREYS, 0);
        add("png-gray4.png", PngWriter.encode(4, 0, first(GREYS, 17)), GREYS, 0);
        add("png-gray-alpha.png", PngWriter.encode(8, 4, join(first(GREYS, 1), clear)), GREYS, 0);
        int[][] index = {{0}, {1}, {2}, {3}};
        byte[] palette = Pictures.pngChunk("PLTE", bytes(COLOURS));
        add("png-palette2.png", PngWriter.encode(2, 3, index, palette), COLOURS, 0);
        add("png-palette8.png", PngWriter.encode(8, 3, index, palette), COLOURS, 0);
        byte[] alphas = Pictures.pngChunk("tRNS", new byte[] {0, (byte) 128, (byte) 255});
        add("png-palette-transparent.png", PngWriter.encode(8, 3, index, palette, alphas), COLOURS, 0);
        byte[] key = Pictures.pngChunk("tRNS", new byte[] {0, (byte) 200, 0, 40, 0, 60});
        add("png-rgb-colour-key.png", PngWriter.encode(8, 2, COLOURS, key), COLOURS, 0);
        add("png-interlaced.png", interlaced(), COLOURS, 0);
        byte[] rotated = Pictures.png(Pictures.stored(PICTURE, 8));
        add("png-exif-8.png", Pictures.withOrientation(ImageFormat.PNG, rotated, 8), COLOURS, 0);
    }

    private void webps() {
        add("webp-lossy.webp", Pictures.webp(picture(FLAT)), FLAT, 6);
        add("webp-lossless.webp", Pictures.losslessWebp(PICTURE), COLOURS, 0);
        add("webp-lossless-alpha.webp", webpWithAlpha(COLOURS, 101), COLOURS, 0);
        add("webp-lossy-alpha.webp", webpWithAlpha(FLAT, 95), FLAT, 6);
        byte[] rotated = Pictures.losslessWebp(Pictures.stored(PICTURE, 5));
        add("webp-exif-5.webp", Pictures.withOrientation(ImageFormat.WEBP, rotated, 5), COLOURS, 0);
    }

    /** Adds images with the profile of Adobe RGB, whose greens and reds differ clearly from sRGB. */
    private void profiles() throws IOException {
        byte[] adobe = IccProfiles.rgb(IccProfiles.ADOBE_RGB, IccProfiles.ADOBE_EXPONENT);
        int[][] stored = {{180, 60, 70}, {90, 160, 90}, {60, 80, 180}, {200, 190, 80}};
        int[][] shown = Arrays.stream(stored).map(IccProfiles::adobeToSrgb).toArray(int[][]::new);
        byte[] tag = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
        byte[] jpeg = Pictures.withSegment(jpeg(picture(stored)), 0xe2, Pictures.concat(tag, adobe));
        add("jpeg-icc-adobe-rgb.jpg", jpeg, shown, 5);
        byte[] name = {'t', 0, 0};
        byte[] iccp = Pictures.pngChunk("iCCP", Pictures.concat(name, PngWriter.deflated(adobe)));
        add("png-icc-adobe-rgb.png", PngWriter.encode(8, 2, stored, iccp), shown, 2);
        byte[] webp = Pictures.losslessWebp(picture(stored));
        byte[] chunk = Pictures.webpChunk("ICCP", adobe);
        add("webp-icc-adobe-rgb.webp", Pictures.extendedWebp(webp, 0x20, chunk, new byte[0]), shown, 2);
    }

    private void add(String name, byte[] file, int[][] expected, int tolerance) {
        StringBuilder row = new StringBuilder(name + "," + WIDTH + "," + HEIGHT);
        for (int[] colour : expected) {
            row.append(String.format(Locale.ROOT, ",%02x%02x%02x", colour[0], colour[1], colour[2]));
        }
        files.put(name, file);
        rows.put(name, row.append(",").append(tolerance).toString());
    }

    static int quadrant(int x, int y) {
        return (y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1);
    }

    private static int[] at(int[][] colours, int index) {
        return colours[quadrant(index % WIDTH, index / WIDTH)];
    }

    private static RgbImage picture(int[][] colours) {
        return new RgbImage(WIDTH, HEIGHT, pixels(colours));
    }

    private static byte[] pixels(int[][] colours) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            pixels.writeBytes(bytes(at(colours, i)));
        }
        return pixels.toByteArray();
    }

    /** Encodes without chroma subsampling, so that the edges of the quadrants stay sharp. */
    private static byte[] jpeg(RgbImage image, int... more) {
        int[] parameters = {IMWRITE_JPEG_QUALITY, 100, IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111};
        int[] all = Arrays.copyOf(parameters, parameters.length + more.length);
        System.arraycopy(more, 0, all, parameters.length, more.length);
        return Pictures.encode(image, ".jpg", all);
    }

    private static byte[] grey() {
        try (PointerScope scope = new PointerScope()) {
            Mat grey = new Mat();
            cvtColor(OpenCv.matrix(new Size(WIDTH, HEIGHT), 3, pixels(GREYS)), grey, COLOR_RGB2GRAY);
            return Pictures.encode(grey, ".jpg", IMWRITE_JPEG_QUALITY, 100);
        }
    }

    private static byte[] webpWithAlpha(int[][] colours, int quality) {
        try (PointerScope scope = new PointerScope()) {
            int[][] clear = {{128}, {255}, {1}, {77}};
            Mat bgra = new Mat();
            cvtColor(OpenCv.matrix(new Size(WIDTH, HEIGHT), 4, pixels(join(colours, clear))), bgra, COLOR_RGBA2BGRA);
            return Pictures.encode(bgra, ".webp", IMWRITE_WEBP_QUALITY, quality);
        }
    }

    private static byte[] interlaced() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int[] rgb = at(COLOURS, i);
            image.setRGB(i % WIDTH, i / WIDTH, rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(output);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
