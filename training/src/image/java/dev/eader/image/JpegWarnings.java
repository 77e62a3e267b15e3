package dev.eader.image;

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a JPEG with the JDK's libjpeg to get its warnings, which OpenCV discards. Takes about half the time of a normal
 * decode. Thread-safe.
 */
final class JpegWarnings {
    private static final ImageReaderSpi READER =
            ImageIO.getImageReadersByFormatName("jpeg").next().getOriginatingProvider();

    private JpegWarnings() {}

    /** Returns the first warning; null if there is none or this decoder does not support the type of JPEG. */
    static String first(byte[] jpeg) {
        AtomicReference<String> first = new AtomicReference<>();
        ImageReader reader = null;
        try {
            reader = READER.createReaderInstance();
            reader.addIIOReadWarningListener((source, warning) -> first.compareAndSet(null, warning));
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg)), true, true);
            // Reading only the last pixel decodes all others without storing them.
            ImageReadParam last = reader.getDefaultReadParam();
            last.setSourceRegion(new Rectangle(reader.getWidth(0) - 1, reader.getHeight(0) - 1, 1, 1));
            reader.readRaster(0, last);
            return first.get();
        } catch (IOException | RuntimeException unsupported) {
            return null;
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** Returns whether the warning means that a scan ends before its last block. */
    static boolean isPrematureEnd(String warning) {
        return warning != null
                && (warning.contains("premature end") || warning.contains("found marker 0xd9 instead of RST"));
    }
}
