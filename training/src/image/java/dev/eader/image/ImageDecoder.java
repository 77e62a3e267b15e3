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
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes an image to upright 8-bit sRGB at a requested size. Thread-safe.
 *
 * <p>Number of bytes, header and number of pixels are checked before any pixel is decoded. The EXIF orientation is applied;
 * invalid orientations are ignored. An embedded RGB ICC profile of up to 1 MiB is converted to sRGB; other profiles are
 * ignored. Alpha is dropped, 16-bit samples keep their upper 8 bits, gray and CMYK become RGB, and an animation yields its
 * first image.
 *
 * <p>The parameter {@code target} maps the upright size of the original to the requested size; {@link
 * UnaryOperator#identity()} keeps the size. Images are reduced by area averaging and enlarged bilinearly.
 */
public final class ImageDecoder {
    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
        OpenCv.load();
    }

    /**
     * Decodes a JPEG, PNG or WebP file. A JPEG is decoded at 1/2, 1/4 or 1/8 of its size if that is not smaller than the
     * target.
     *
     * @throws ImageException with {@code EMPTY} or {@code UNKNOWN_FORMAT} if it is not an image, {@code TOO_MANY_BYTES} or
     *     {@code TOO_MANY_PIXELS} if it exceeds a limit (also of side length and JPEG scans), {@code TRUNCATED} if a part
     *     is missing, and {@code CORRUPT} if it is damaged or of an unsupported type, such as a 12-bit JPEG
     */
    public DecodedImage decode(byte[] encoded, UnaryOperator<Size> target) throws ImageException {
        limits.checkBytes(encoded.length);
        ImageFormat format = ImageFormat.of(encoded);
        Container container = format.open(encoded);
        Size stored = container.size();
        limits.checkPixels(stored);
        DisplayProperties display = container.checkComplete(limits);
        Orientation orientation = display.orientation();

        Size original = orientation.apply(stored);
        Size requested = target.apply(original);
        try (PointerScope scope = new PointerScope()) {
            // Scaling before the orientation is applied moves fewer pixels.
            Size storedTarget = orientation.apply(requested);
            Mat decoded = decode(container.decodableBytes(), format, stored, storedTarget);
            Mat upright = orientation.apply(scaled(decoded, storedTarget));
            RgbImage image = new RgbImage(requested.width(), requested.height(), OpenCv.bytes(upright));
            Optional<ColourProfile> profile = display.colourProfile().flatMap(ColourProfile::of);
            RgbImage srgb = profile.map(conversion -> conversion.toSrgb(image)).orElse(image);
            boolean isUprightSrgb = orientation == Orientation.UPRIGHT && profile.isEmpty() && !display.isCmyk();
            return new DecodedImage(srgb, original, isUprightSrgb);
        }
    }

    /**
     * Converts raw pixels to RGB and scales them.
     *
     * @throws ImageException with {@code EMPTY}, {@code TOO_MANY_BYTES}, {@code TOO_MANY_PIXELS}, or {@code CORRUPT} if
     *     size, row stride and number of bytes do not match
     */
    public DecodedImage decode(RawImage raw, UnaryOperator<Size> target) throws ImageException {
        limits.checkBytes(raw.pixels().length);
        Size original = statedSize(raw);
        limits.checkPixels(original);
        RawPixels pixels = RawPixels.check(raw, original);

        Size requested = target.apply(original);
        if (raw.format() == PixelFormat.RGB
                && requested.equals(original)
                && raw.pixels().length == 3 * original.pixels()) {
            return new DecodedImage(new RgbImage(requested.width(), requested.height(), raw.pixels()), original, true);
        }
        try (PointerScope scope = new PointerScope()) {
            Mat rgb = scaled(pixels.rgb(), requested);
            Mat whole = rgb.isContinuous() ? rgb : rgb.clone();
            return new DecodedImage(
                    new RgbImage(requested.width(), requested.height(), OpenCv.bytes(whole)), original, true);
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
        // Limits were checked against the size in the header, so any other size is refused.
        if (decoded.empty() || !OpenCv.size(decoded).equals(reduced(stored, divisor))) {
            throw undecodable(format, stored);
        }
        return decoded;
    }

    private static ImageException undecodable(ImageFormat format, Size stored) {
        return new ImageException(
                Reason.CORRUPT,
                "the " + format + " of " + stored + " pixels cannot be decoded: its compressed data is damaged, or of a"
                        + " type that is not supported (12-bit or lossless JPEG)");
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

    /** Returns the flag for the scale only: IMREAD_REDUCED_COLOR_* would add the flag for BGR, which excludes RGB. */
    private static int reduction(int divisor) {
        return switch (divisor) {
            case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
            default -> 0;
        };
    }

    private static Mat scaled(Mat pixels, Size requested) {
        Size size = OpenCv.size(pixels);
        if (size.equals(requested)) {
            return pixels;
        }
        boolean shrinks = requested.width() <= size.width() && requested.height() <= size.height();
        Mat scaled = new Mat();
        resize(pixels, scaled, OpenCv.cvSize(requested), 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
        return scaled;
    }

    private static Size statedSize(RawImage raw) throws ImageException {
        if (raw.width() < 1 || raw.height() < 1) {
            throw new ImageException(
                    Reason.CORRUPT,
                    "the raw image states a size of " + Integer.toUnsignedString(raw.width()) + "x"
                            + Integer.toUnsignedString(raw.height()) + " pixels; each side must be 1 to "
                            + Integer.MAX_VALUE);
        }
        return new Size(raw.width(), raw.height());
    }
}
