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
 * A picture as the service decodes it: JPEG, PNG or WebP, turned upright by EXIF, without transparency, in sRGB. Truncated
 * and damaged pictures are refused by the service's rules.
 */
final class ImageFile {
    private static final int HEADER_BYTES = 1 << 18;
    private static final long MAX_PIXELS = 1L << 28;
    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".webp");

    private ImageFile() {}

    /** Loads the native decoder when it is first used. */
    private static final class Decoder {
        static final ImageDecoder INSTANCE = new ImageDecoder(new ImageLimits(Integer.MAX_VALUE, MAX_PIXELS));
    }

    /** The file of an image id in a folder: the first of ID.jpg, ID.jpeg, ID.png and ID.webp; ID.jpg if there is none. */
    static Path in(Path folder, String id) {
        return EXTENSIONS.stream()
                .map(extension -> folder.resolve(id + extension))
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> folder.resolve(id + EXTENSIONS.get(0)));
    }

    /**
     * Size in bytes and stored size in pixels, from the first bytes of the file.
     *
     * @throws DatasetException naming the file, if it is missing or does not begin as a picture
     */
    static String header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(HEADER_BYTES);
            ImageHeader header;
            try {
                header = ImageHeader.read(start);
            } catch (ImageException e) {
                // metadata may be longer
                header = ImageHeader.read(DataFiles.read(file));
            }
            return Files.size(file) + ":" + header.width() + "x" + header.height();
        } catch (NoSuchFileException e) {
            throw new DatasetException(file + " is not there", e);
        } catch (ImageException e) {
            throw new DatasetException(file + " is not a picture: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }

    /** @throws DatasetException naming the file, if it is missing, truncated, damaged or no picture */
    static Pixels read(Path file) {
        byte[] encoded = DataFiles.read(file);
        try {
            DecodedImage decoded = Decoder.INSTANCE.decode(encoded, UnaryOperator.identity());
            return new Pixels(
                    decoded.image().width(),
                    decoded.image().height(),
                    decoded.image().pixels());
        } catch (ImageException e) {
            throw new DatasetException(file + " is not a usable picture: " + e.getMessage(), e);
        }
    }
}
