package dev.eader.training.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * The file {@code ID.png} with the label of each pixel of an image: an 8-bit palette PNG with PASCAL VOC's colours.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels row-major: 0 background, c+1 class c in the dataset's order, 255 unlabelled ({@link Dataset#IGNORE})
 */
public record LabelFile(int width, int height, byte[] labels) {
    private static final IndexColorModel PALETTE =
            new IndexColorModel(8, 256, palette(), 0, false, -1, DataBuffer.TYPE_BYTE);

    /** @throws IllegalArgumentException if there is not one label for each pixel */
    public LabelFile {
        if (labels.length != width * height) {
            throw new IllegalArgumentException("an image of " + width + "x" + height
                    + " pixels must have one label per pixel, but has " + labels.length + " labels");
        }
    }

    /** @throws DatasetException if the file cannot be read or is not a palette PNG; the message names it */
    public static LabelFile read(Path file) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (image == null || !(image.getColorModel() instanceof IndexColorModel)) {
                throw new DatasetException(
                        file + " is not a palette PNG; its values must be class indices, not colours");
            }
            int[] values = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
            byte[] labels = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                labels[i] = (byte) values[i];
            }
            return new LabelFile(image.getWidth(), image.getHeight(), labels);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DatasetException(file + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    /** Writes the file atomically. */
    public void write(Path file) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
        image.getRaster().setDataElements(0, 0, width, height, labels);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        AtomicFile.write(file, png.toByteArray());
    }

    /** VOC's colour map: of each three bits of the label, one goes to red, green and blue, to their high bits first. */
    private static int[] palette() {
        int[] colors = new int[256];
        for (int label = 0; label < colors.length; label++) {
            for (int bit = 0; bit < 8; bit++) {
                int channel = 16 - 8 * (bit % 3);
                colors[label] |= (label >> bit & 1) << channel + 7 - bit / 3;
            }
        }
        return colors;
    }
}
