package dev.eader.camera;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes images as JPEG with quality 90. Thread-safe. */
final class JpegEncoder {

    private static final int QUALITY = 90;

    private JpegEncoder() {}

    /** Encodes a matrix of BGR or BGRA pixels with 8 bits per channel. */
    static byte[] encode(Mat pixels) {
        try (PointerScope scope = new PointerScope()) {
            BytePointer file = new BytePointer();
            if (!imencode(".jpg", pixels, file, new IntPointer(IMWRITE_JPEG_QUALITY, QUALITY))) {
                throw new IllegalArgumentException(
                        "an image of " + pixels.cols() + "x" + pixels.rows() + " pixels cannot be encoded as JPEG");
            }
            byte[] bytes = new byte[(int) file.limit()];
            file.get(bytes);
            return bytes;
        }
    }

    /** Encodes an image of type {@link BufferedImage#TYPE_INT_RGB}. */
    static byte[] encode(BufferedImage image) {
        try (PointerScope scope = new PointerScope()) {
            // An int 0x00RRGGBB is stored as the bytes B, G, R, 0, which is OpenCV's BGRA.
            IntPointer bgra = new IntPointer(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
            return encode(new Mat(image.getHeight(), image.getWidth(), CV_8UC4, bgra));
        }
    }
}
