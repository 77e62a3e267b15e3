package dev.eader.training.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Reads files of a dataset. All failures are DatasetExceptions whose messages name the file. */
public final class DataFiles {
    private DataFiles() {}

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }

    /** Reads lines of UTF-8 text, without a byte order mark. */
    static List<String> lines(Path file) {
        String text = new String(read(file), StandardCharsets.UTF_8);
        return (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
    }

    static BufferedImage decode(Path file) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(read(file)));
            if (image == null) {
                throw new DatasetException(file + " is not an image");
            }
            return image;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DatasetException(file + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    /**
     * Reads image ids from a list: the first word of each line without folder and extension. Accepts lines such as {@code
     * ID}, {@code ID 1} and {@code /JPEGImages/ID.jpg MASK}.
     */
    public static List<String> ids(Path list) {
        List<String> ids = lines(list).stream()
                .map(line -> line.trim().split("\\s+")[0])
                .filter(word -> !word.isEmpty())
                .map(DataFiles::stem)
                .toList();
        if (ids.isEmpty()) {
            throw new DatasetException(list + " has no image ids; one id per line is needed");
        }
        return ids;
    }

    /** Returns a file name without folders and without an image extension. */
    public static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.replaceFirst("\\.(jpe?g|png|webp)$", "");
    }
}
