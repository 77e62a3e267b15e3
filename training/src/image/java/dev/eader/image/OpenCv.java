package dev.eader.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Java arrays to and from OpenCV matrices of 8-bit channels. Callers hold a PointerScope, which frees what is made. */
public final class OpenCv {
    static {
        // Frames run beside each other already; threads inside each would only get in one another's way.
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Loads the native libraries (a second or two where they must be unpacked first). */
    public static void load() {}

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
