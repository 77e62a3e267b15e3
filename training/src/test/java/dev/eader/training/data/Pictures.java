package dev.eader.training.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes small image files for tests. */
final class Pictures {
    private Pictures() {}

    static void picture(Path file, int width, int height) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpg", file.toFile());
    }

    /** Writes a palette PNG whose first row starts with the values; all other values are 0. */
    static void mask(Path file, int width, int height, int... values) throws IOException {
        byte[] ramp = new byte[256];
        IndexColorModel palette = new IndexColorModel(8, 256, ramp, ramp, ramp);
        write(file, new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette), values);
    }

    /** Writes the same as a gray PNG, the format in which the masks of train_aug are distributed. */
    static void grayMask(Path file, int width, int height, int... values) throws IOException {
        write(file, new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), values);
    }

    private static void write(Path file, BufferedImage image, int... values) throws IOException {
        Files.createDirectories(file.getParent());
        for (int x = 0; x < values.length; x++) {
            image.getRaster().setSample(x, 0, 0, values[x]);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
