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
 * The labels of the pixels of one picture in a file {@code ID.png}: an 8-bit palette PNG with the colours of PASCAL VOC.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels [height * width], row-major: 0 for background, {@code c + 1} for class {@code c} of the dataset, {@link
 *     Dataset#IGNORE} (255) for pixels of uncertain class
 */
public record LabelFile(int width, int height, byte[] labels) {
    private static final IndexColorModel PALETTE =
            new IndexColorModel(8, 256, palette(), 0, false, -1, DataBuffer.TYPE_BYTE);

    /** @throws IllegalArgumentException if the number of labels is not {@code width * height} */
    public LabelFile {
        if (labels.length != width * height) {
            throw new IllegalArgumentException("a picture of " + width + "x" + height
                    + " must have one label per pixel, but has " + labels.length + " labels");
        }
    }

    /** @throws DatasetException if the file cannot be read or is not a palette PNG; the message names the file */
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

    /**
     * The colour map of the PASCAL VOC development kit (VOClabelcolormap.m): bit 3k of the label is bit 7 - k of red, bit 3k + 1 of
     * green, and bit 3k + 2 of blue.
     */
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
