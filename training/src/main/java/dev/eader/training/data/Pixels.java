package dev.eader.training.data;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/**
 * An RGB image in memory.
 *
 * @param rgb height x width x 3 bytes (R, G, B), rows from the top; not copied
 */
public record Pixels(int width, int height, byte[] rgb) {
    /** Converts an image of any type to RGB. */
    public static Pixels of(BufferedImage image) {
        BufferedImage bgr = image;
        if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
            bgr = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = bgr.createGraphics();
            graphics.drawImage(image, 0, 0, null);
            graphics.dispose();
        }
        byte[] data = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
        byte[] rgb = new byte[data.length];
        for (int i = 0; i < data.length; i += 3) {
            rgb[i] = data[i + 2];
            rgb[i + 1] = data[i + 1];
            rgb[i + 2] = data[i];
        }
        return new Pixels(image.getWidth(), image.getHeight(), rgb);
    }

    /** Returns a copy of type {@link BufferedImage#TYPE_INT_RGB}. */
    public BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(
                    i % width,
                    i / width,
                    (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255);
        }
        return image;
    }

    /**
     * Crops a window and resizes it bilinearly with half-pixel centres.
     *
     * @param left left edge of the window in pixels; may be fractional
     * @param top top edge of the window in pixels
     * @param cropWidth width of the window in pixels
     * @param cropHeight height of the window in pixels
     * @param width width of the output in pixels
     * @param height height of the output in pixels
     * @param mirror whether to flip horizontally
     * @return [3, height, width], RGB in [0,1]
     */
    public float[] crop(
            double left, double top, double cropWidth, double cropHeight, int width, int height, boolean mirror) {
        float[] out = new float[3 * width * height];
        double stepX = cropWidth / width;
        double stepY = cropHeight / height;
        for (int y = 0; y < height; y++) {
            double fromY = clamp(top + (y + .5) * stepY - .5, this.height - 1);
            int y0 = (int) fromY;
            int y1 = Math.min(y0 + 1, this.height - 1);
            float fy = (float) (fromY - y0);
            for (int x = 0; x < width; x++) {
                double fromX = clamp(left + (x + .5) * stepX - .5, this.width - 1);
                int x0 = (int) fromX;
                int x1 = Math.min(x0 + 1, this.width - 1);
                float fx = (float) (fromX - x0);
                int at = y * width + (mirror ? width - 1 - x : x);
                for (int c = 0; c < 3; c++) {
                    float upper = mix(value(x0, y0, c), value(x1, y0, c), fx);
                    float lower = mix(value(x0, y1, c), value(x1, y1, c), fx);
                    out[c * width * height + at] = mix(upper, lower, fy) / 255;
                }
            }
        }
        return out;
    }

    /**
     * Resizes the image: by area averaging if neither side grows, as the decoder of the service does, else bilinearly.
     */
    public Pixels resize(int width, int height) {
        if (width == this.width && height == this.height) {
            return this;
        }
        if (width > this.width || height > this.height) {
            float[] planes = crop(0, 0, this.width, this.height, width, height, false);
            byte[] out = new byte[3 * width * height];
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) Math.round(planes[i % 3 * width * height + i / 3] * 255);
            }
            return new Pixels(width, height, out);
        }
        return new Pixels(width, height, shrinkRows(shrinkColumns(width), width, height));
    }

    private float[] shrinkColumns(int width) {
        float[] out = new float[3 * width * height];
        double step = (double) this.width / width;
        for (int x = 0; x < width; x++) {
            double from = x * step;
            double to = from + step;
            for (int source = (int) from; source < Math.min(Math.ceil(to), this.width); source++) {
                float share = (float) ((Math.min(to, source + 1) - Math.max(from, source)) / step);
                for (int y = 0; y < height; y++) {
                    for (int c = 0; c < 3; c++) {
                        out[(y * width + x) * 3 + c] += share * value(source, y, c);
                    }
                }
            }
        }
        return out;
    }

    private byte[] shrinkRows(float[] columns, int width, int height) {
        float[] sums = new float[3 * width * height];
        double step = (double) this.height / height;
        for (int y = 0; y < height; y++) {
            double from = y * step;
            double to = from + step;
            for (int source = (int) from; source < Math.min(Math.ceil(to), this.height); source++) {
                float share = (float) ((Math.min(to, source + 1) - Math.max(from, source)) / step);
                for (int i = 0; i < 3 * width; i++) {
                    sums[y * 3 * width + i] += share * columns[source * 3 * width + i];
                }
            }
        }
        byte[] out = new byte[sums.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Math.round(sums[i]);
        }
        return out;
    }

    private int value(int x, int y, int channel) {
        return rgb[(y * width + x) * 3 + channel] & 255;
    }

    private static double clamp(double value, double max) {
        return Math.max(0, Math.min(value, max));
    }

    private static float mix(float a, float b, float share) {
        return a + (b - a) * share;
    }
}
