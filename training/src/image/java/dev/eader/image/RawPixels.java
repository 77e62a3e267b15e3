package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_core.transform;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGBA2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.eader.image.ImageException.Reason;
import dev.eader.image.RawImage.Matrix;
import dev.eader.image.RawImage.Range;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** Checks raw pixels against their stated layout and converts them to RGB. Not thread-safe. */
final class RawPixels {
    /** U and V value of gray. */
    private static final double CHROMA_ZERO = 128;

    private final RawImage raw;
    private final Size size;
    private final long stride;
    private BytePointer bytes;

    private RawPixels(RawImage raw, Size size, long stride) {
        this.raw = raw;
        this.size = size;
        this.stride = stride;
    }

    /** @throws ImageException with {@code CORRUPT} if size, stride and number of bytes do not match */
    static RawPixels check(RawImage raw, Size size) throws ImageException {
        PixelFormat format = raw.format();
        if (format.needsEvenWidth() && size.width() % 2 != 0 || format.needsEvenHeight() && size.height() % 2 != 0) {
            throw corrupt("has " + size + " pixels; " + format + " needs an even width"
                    + (format.needsEvenHeight() ? " and an even height" : ""));
        }
        long row = (long) size.width() * format.bytes();
        long stride = raw.stride() == 0 ? row : Integer.toUnsignedLong(raw.stride());
        if (stride < row) {
            throw corrupt("has a row stride of " + stride + " bytes; " + size.width() + " pixels of " + format
                    + " need at least " + row + " bytes");
        }
        if (format == PixelFormat.I420 && stride % 2 != 0) {
            throw corrupt("has a row stride of " + stride
                    + " bytes; I420 needs an even stride, because U and V have half of it");
        }
        long maxBytes = stride * format.rows(size.height());
        long lastRow = format == PixelFormat.I420 ? row / 2 : row;
        long lastStride = format == PixelFormat.I420 ? stride / 2 : stride;
        long minBytes = maxBytes - (lastStride - lastRow);
        long found = raw.pixels().length;
        if (found < minBytes || found > maxBytes) {
            throw corrupt("has " + found + " bytes; " + size + " in " + format + " with a row stride of " + stride
                    + " needs " + (minBytes == maxBytes ? "" : minBytes + " to ") + maxBytes + " bytes");
        }
        return new RawPixels(raw, size, stride);
    }

    private static ImageException corrupt(String problem) {
        return new ImageException(Reason.CORRUPT, "the raw image " + problem);
    }

    /** Returns the pixels as RGB; the matrix may refer to the raw pixels. The caller must open a PointerScope. */
    Mat rgb() {
        bytes = new BytePointer(raw.pixels());
        return switch (raw.format()) {
            case RGB -> plane(0, size, 3, stride);
            case BGR -> converted(plane(0, size, 3, stride), COLOR_BGR2RGB);
            case GRAY -> converted(plane(0, size, 1, stride), COLOR_GRAY2RGB);
            case RGBA -> converted(plane(0, size, 4, stride), COLOR_RGBA2RGB);
            case BGRA -> converted(plane(0, size, 4, stride), COLOR_BGRA2RGB);
            // Little endian: the second byte is the upper half.
            case GRAY16 -> converted(channel(plane(0, size, 2, stride), 1), COLOR_GRAY2RGB);
            case NV12 -> fromYuv(luma(), pairs(0), pairs(1));
            case NV21 -> fromYuv(luma(), pairs(1), pairs(0));
            case I420 -> fromYuv(luma(), chroma(0), chroma(1));
            case YUYV -> fromYuv(channel(plane(0, size, 2, stride), 0), quads(1), quads(3));
            case UYVY -> fromYuv(channel(plane(0, size, 2, stride), 1), quads(0), quads(2));
        };
    }

    private Mat luma() {
        return plane(0, size, 1, stride);
    }

    /** Returns one channel of the interleaved chroma plane of NV12 or NV21. */
    private Mat pairs(int channel) {
        return channel(plane(stride * size.height(), halved(size.height() / 2), 2, stride), channel);
    }

    /** Returns the U plane (0) or V plane (1) of I420. */
    private Mat chroma(int index) {
        long start = stride * size.height() + index * (stride / 2) * (size.height() / 2);
        return plane(start, halved(size.height() / 2), 1, stride / 2);
    }

    /** Returns U or V of 4:2:2, where each element of four bytes holds two pixels. */
    private Mat quads(int channel) {
        return channel(plane(0, halved(size.height()), 4, stride), channel);
    }

    private Size halved(int height) {
        return new Size(size.width() / 2, height);
    }

    private Mat fromYuv(Mat luma, Mat u, Mat v) {
        Mat yuv = new Mat();
        merge(new MatVector(luma, enlarged(u), enlarged(v)), yuv);
        Mat rgb = new Mat();
        transform(yuv, rgb, weights(raw.matrix(), raw.range()));
        return rgb;
    }

    /**
     * Returns the 3x4 matrix that computes R, G and B as weighted sums of Y, U, V and 1: the inverse of ITU-R BT.601-7
     * section 2.5 or BT.709-6 section 3.
     */
    private static Mat weights(Matrix matrix, Range range) {
        double luma = 255 / range.lumaSteps;
        double chroma = 255 / range.chromaSteps;
        double redV = 2 * (1 - matrix.red) * chroma;
        double blueU = 2 * (1 - matrix.blue) * chroma;
        double green = 1 - matrix.red - matrix.blue;
        double greenU = -blueU * matrix.blue / green;
        double greenV = -redV * matrix.red / green;
        double black = -range.black * luma;
        double[] rows = {
            luma, 0, redV, black - redV * CHROMA_ZERO,
            luma, greenU, greenV, black - (greenU + greenV) * CHROMA_ZERO,
            luma, blueU, 0, black - blueU * CHROMA_ZERO
        };
        return new Mat(3, 4, CV_64F, new DoublePointer(rows)).clone();
    }

    private Mat enlarged(Mat plane) {
        Mat enlarged = new Mat();
        resize(plane, enlarged, OpenCv.cvSize(size), 0, 0, INTER_LINEAR);
        return enlarged;
    }

    private static Mat channel(Mat pixels, int index) {
        Mat channel = new Mat();
        extractChannel(pixels, channel, index);
        return channel;
    }

    private static Mat converted(Mat pixels, int code) {
        Mat rgb = new Mat();
        cvtColor(pixels, rgb, code);
        return rgb;
    }

    private Mat plane(long start, Size plane, int channels, long step) {
        return new Mat(plane.height(), plane.width(), CV_8UC(channels), bytes.getPointer(start), step);
    }
}
