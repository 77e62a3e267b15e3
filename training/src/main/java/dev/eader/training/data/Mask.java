package dev.eader.training.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * The mask values of a palette or gray PNG.
 *
 * @param values height x width unsigned bytes, rows from the top: palette indices or gray values
 */
record Mask(int width, int height, byte[] values) {

    /** @throws DatasetException if the file is missing, damaged, or is a colour image */
    public static Mask read(Path file) {
        BufferedImage image = DataFiles.decode(file);
        if (image.getRaster().getNumBands() != 1 || image.getSampleModel().getSampleSize(0) > 8) {
            throw new DatasetException(
                    file + " is not a palette PNG; a palette or gray PNG with class indices as values is needed");
        }
        int[] samples = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
        byte[] values = new byte[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) samples[i];
        }
        return new Mask(image.getWidth(), image.getHeight(), values);
    }
}
