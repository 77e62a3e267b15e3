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

/** Encodes pictures as cameras do. */
final class JpegEncoder {

    private static final int QUALITY = 90;

    private JpegEncoder() {}

    /** The JPEG file of BGR or BGRA pixels, 8 bits a channel. */
    static byte[] encode(Mat pixels) {
        try (var scope = new PointerScope()) {
            var file = new BytePointer();
            if (!imencode(".jpg", pixels, file, new IntPointer(IMWRITE_JPEG_QUALITY, QUALITY))) {
                throw new IllegalArgumentException(
                        "a picture of " + pixels.cols() + " x " + pixels.rows() + " cannot be encoded as JPEG");
            }
            byte[] bytes = new byte[(int) file.limit()];
            file.get(bytes);
            return bytes;
        }
    }

    /** The JPEG file of a {@link BufferedImage#TYPE_INT_RGB} image. */
    static byte[] encode(BufferedImage image) {
        try (var scope = new PointerScope()) {
            // 0x00RRGGBB lies in memory as blue, green, red, nothing: OpenCV's order.
            var rgb = new IntPointer(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
            return encode(new Mat(image.getHeight(), image.getWidth(), CV_8UC4, rgb));
        }
    }
}
