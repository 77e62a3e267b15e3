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
 * Decodes a JPEG with the JDK's libjpeg only for its warnings, because OpenCV discards the warnings of its own. Costs
 * about half of a decode. Thread-safe.
 */
final class JpegWarnings {
    private static final ImageReaderSpi READER =
            ImageIO.getImageReadersByFormatName("jpeg").next().getOriginatingProvider();

    private JpegWarnings() {}

    /** libjpeg's first warning; null when there is none, or when this decoder does not know the kind of JPEG. */
    static String first(byte[] jpeg) {
        AtomicReference<String> first = new AtomicReference<>();
        ImageReader reader = null;
        try {
            reader = READER.createReaderInstance();
            reader.addIIOReadWarningListener((source, warning) -> first.compareAndSet(null, warning));
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg)), true, true);
            // The last pixel alone: everything before it is decoded, and nothing is kept.
            ImageReadParam last = reader.getDefaultReadParam();
            last.setSourceRegion(new Rectangle(reader.getWidth(0) - 1, reader.getHeight(0) - 1, 1, 1));
            reader.readRaster(0, last);
            return first.get();
        } catch (IOException | RuntimeException unknownKind) {
            return null;
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** Whether the compressed pixels of a scan end before its last block. */
    static boolean isPrematureEnd(String warning) {
        return warning != null
                && (warning.contains("premature end") || warning.contains("found marker 0xd9 instead of RST"));
    }
}
