package dev.eader.training.collection;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Writes small photos for tests. The same number gives the same bytes, another number other bytes. */
public final class Photos {
    private static final int WIDTH = 48;
    private static final int HEIGHT = 36;

    private Photos() {}

    /** Writes a photo in the format of the file's extension. */
    public static Path write(Path file, int number) throws IOException {
        return write(file, encoded(file.toString().endsWith("png") ? "png" : "jpg", WIDTH, HEIGHT, number));
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** Writes photos {@code 0.jpg} and following into a folder, with the numbers from {@code first}. */
    public static void folder(Path folder, int count, int first) throws IOException {
        for (int i = 0; i < count; i++) {
            write(folder.resolve(i + ".jpg"), first + i);
        }
    }

    /** The left half is dark, the right half bright. */
    static byte[] encoded(String format, int width, int height, int number) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x < width / 2 ? 0x202020 : 0xd0d0d0) + number * 0x010203 % 0x2f2f2f);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** Returns the JPEG with an EXIF orientation. */
    static byte[] oriented(byte[] jpeg, int orientation) {
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] all = Arrays.copyOf(jpeg, jpeg.length + exif.length);
        System.arraycopy(exif, 0, all, 2, exif.length);
        System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
        return all;
    }
}
