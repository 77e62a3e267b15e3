package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Converts between byte arrays and OpenCV matrices of 8-bit channels. Matrices are freed by the PointerScope that the
 * caller must open. Thread-safe.
 */
public final class OpenCv {
    static {
        // Several frames are decoded in parallel, so threads within one call would only compete with them.
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Loads the native libraries. The first call may take 2 seconds to unpack them. */
    public static void load() {}

    /** @param values height x width x channels bytes, rows from the top */
    public static Mat matrix(Size size, int channels, byte[] values) {
        return new Mat(size.height(), size.width(), CV_8UC(channels), new BytePointer(values));
    }

    static Size size(Mat matrix) {
        return new Size(matrix.cols(), matrix.rows());
    }

    static org.bytedeco.opencv.opencv_core.Size cvSize(Size size) {
        return new org.bytedeco.opencv.opencv_core.Size(size.width(), size.height());
    }

    static byte[] bytes(Mat matrix) {
        byte[] values = new byte[Math.toIntExact(matrix.total() * matrix.elemSize())];
        matrix.data().get(values);
        return values;
    }
}
