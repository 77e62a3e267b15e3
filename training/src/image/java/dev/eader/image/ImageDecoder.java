package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.eader.image.ImageException.Reason;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Turns what a camera sent into upright RGB at the size the model wants. Bytes, header and pixel count are checked, in
 * this order, before anything is decoded. Transparency is dropped, 16-bit samples keep their upper 8 bits, gray becomes
 * RGB, an embedded RGB colour profile is converted to sRGB, and of an animation the first picture is taken.
 *
 * <p>Every decode takes {@code target}, which gives the wanted size for the picture's own upright size; {@link
 * UnaryOperator#identity()} keeps it. Thread-safe.
 */
public final class ImageDecoder {
    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
        OpenCv.load();
    }

    /**
     * Decodes a whole JPEG, PNG or WebP file. A JPEG is decoded at 1/2, 1/4 or 1/8 where that is still no smaller than
     * the target.
     *
     * @throws ImageException for any of its reasons
     */
    public DecodedImage decode(byte[] encoded, UnaryOperator<Size> target) throws ImageException {
        limits.checkBytes(encoded.length);
        ImageFormat format = ImageFormat.of(encoded);
        Container container = format.open(encoded);
        Size stored = container.size();
        limits.checkPixels(stored);
        DisplayProperties display = container.checkWhole(limits);
        Orientation orientation = display.orientation();

        Size original = orientation.turn(stored);
        Size wanted = target.apply(original);
        try (PointerScope scope = new PointerScope()) {
            // Scaled as it is stored, and turned when it is small.
            Size lying = orientation.turn(wanted);
            Mat decoded = decode(container.still(), format, stored, lying);
            Mat upright = orientation.turn(scaled(decoded, lying));
            RgbImage image = new RgbImage(wanted.width(), wanted.height(), OpenCv.bytes(upright));
            RgbImage srgb = display.colourProfile()
                    .flatMap(ColourProfile::of)
                    .map(profile -> profile.toSrgb(image))
                    .orElse(image);
            return new DecodedImage(srgb, original);
        }
    }

    /**
     * Brings raw pixels to RGB and scales them.
     *
     * @throws ImageException {@code EMPTY}, {@code TOO_MANY_BYTES}, {@code TOO_MANY_PIXELS}, or {@code CORRUPT} when
     *     size, row stride and bytes do not fit each other
     */
    public DecodedImage decode(RawImage raw, UnaryOperator<Size> target) throws ImageException {
        limits.checkBytes(raw.pixels().length);
        Size original = statedSize(raw);
        limits.checkPixels(original);
        RawPixels pixels = RawPixels.check(raw, original);

        Size wanted = target.apply(original);
        if (raw.format() == PixelFormat.RGB
                && wanted.equals(original)
                && raw.pixels().length == 3 * original.pixels()) {
            return new DecodedImage(new RgbImage(wanted.width(), wanted.height(), raw.pixels()), original);
        }
        try (PointerScope scope = new PointerScope()) {
            Mat rgb = scaled(pixels.rgb(), wanted);
            Mat whole = rgb.isContinuous() ? rgb : rgb.clone();
            return new DecodedImage(new RgbImage(wanted.width(), wanted.height(), OpenCv.bytes(whole)), original);
        }
    }

    private static Mat decode(byte[] encoded, ImageFormat format, Size stored, Size target) throws ImageException {
        int divisor = format == ImageFormat.JPEG ? divisor(stored, target) : 1;
        Mat decoded;
        try {
            decoded = imdecode(
                    OpenCv.matrix(new Size(encoded.length, 1), 1, encoded),
                    IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION | reduction(divisor));
        } catch (RuntimeException refusedByOpenCv) {
            throw undecodable(format, stored);
        }
        // The size was promised by the header and held against the limit: nothing else may come out.
        if (decoded.empty() || !OpenCv.size(decoded).equals(reduced(stored, divisor))) {
            throw undecodable(format, stored);
        }
        return decoded;
    }

    private static ImageException undecodable(ImageFormat format, Size stored) {
        return new ImageException(
                Reason.CORRUPT,
                "the " + format + " of " + stored + " does not decode: its compressed pixels are damaged, or of a kind"
                        + " that few programs write (12-bit or lossless JPEG)");
    }

    private static int divisor(Size stored, Size target) {
        for (int divisor = 8; divisor > 1; divisor /= 2) {
            Size reduced = reduced(stored, divisor);
            if (reduced.width() >= target.width() && reduced.height() >= target.height()) {
                return divisor;
            }
        }
        return 1;
    }

    private static Size reduced(Size size, int divisor) {
        return new Size((size.width() + divisor - 1) / divisor, (size.height() + divisor - 1) / divisor);
    }

    /** The bit for the scale alone: that of color in IMREAD_REDUCED_COLOR_* asks for BGR, which RGB excludes. */
    private static int reduction(int divisor) {
        return switch (divisor) {
            case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
            default -> 0;
        };
    }

    private static Mat scaled(Mat pixels, Size wanted) {
        Size size = OpenCv.size(pixels);
        if (size.equals(wanted)) {
            return pixels;
        }
        boolean shrinks = wanted.width() <= size.width() && wanted.height() <= size.height();
        Mat scaled = new Mat();
        resize(pixels, scaled, OpenCv.cvSize(wanted), 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
        return scaled;
    }

    private static Size statedSize(RawImage raw) throws ImageException {
        if (raw.width() < 1 || raw.height() < 1) {
            throw new ImageException(
                    Reason.CORRUPT,
                    "the raw picture states a size of " + Integer.toUnsignedString(raw.width()) + "x"
                            + Integer.toUnsignedString(raw.height()) + "; each side must be in 1.."
                            + Integer.MAX_VALUE);
        }
        return new Size(raw.width(), raw.height());
    }
}
