package dev.eader.training.data;

import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageException;
import dev.eader.image.ImageHeader;
import dev.eader.image.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Reads image files with the decoder of the service, so that training and inference see the same pixels. Truncated and
 * damaged images are refused. Thread-safe.
 */
final class ImageFile {
    private static final int HEADER_BYTES = 1 << 18;
    private static final long MAX_PIXELS = 1L << 28;
    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".webp");

    private ImageFile() {}

    /** Loads the native decoder on first use. */
    private static final class Decoder {
        static final ImageDecoder INSTANCE = new ImageDecoder(new ImageLimits(Integer.MAX_VALUE, MAX_PIXELS));
    }

    /** Returns the first existing file of ID.jpg, ID.jpeg, ID.png and ID.webp in a folder; ID.jpg if none exists. */
    static Path in(Path folder, String id) {
        return EXTENSIONS.stream()
                .map(extension -> folder.resolve(id + extension))
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> folder.resolve(id + EXTENSIONS.get(0)));
    }

    /**
     * Returns size in bytes and stored size in pixels, as {@code BYTES:WIDTHxHEIGHT}, from the start of the file.
     *
     * @throws DatasetException if the file is missing or is not an image
     */
    static String header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(HEADER_BYTES);
            ImageHeader header;
            try {
                header = ImageHeader.read(start);
            } catch (ImageException e) {
                // Metadata before the size may be longer than HEADER_BYTES.
                header = ImageHeader.read(DataFiles.read(file));
            }
            return Files.size(file) + ":" + header.width() + "x" + header.height();
        } catch (NoSuchFileException e) {
            throw new DatasetException(file + " does not exist", e);
        } catch (ImageException e) {
            throw new DatasetException(file + " is not an image: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }

    /** @throws DatasetException if the file is missing, truncated, damaged or not an image */
    static Pixels read(Path file) {
        byte[] encoded = DataFiles.read(file);
        try {
            DecodedImage decoded = Decoder.INSTANCE.decode(encoded, UnaryOperator.identity());
            return new Pixels(
                    decoded.image().width(),
                    decoded.image().height(),
                    decoded.image().pixels());
        } catch (ImageException e) {
            throw new DatasetException(file + " is not a usable image: " + e.getMessage(), e);
        }
    }
}
