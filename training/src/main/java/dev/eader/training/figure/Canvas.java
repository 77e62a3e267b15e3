package dev.eader.training.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Creates white images to draw on and writes them as PNG files. */
public final class Canvas {
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

    private Canvas() {}

    /** Draws on a white image with antialiasing, in black and {@link #TEXT}. */
    static BufferedImage draw(int width, int height, Consumer<Graphics2D> drawing) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.BLACK);
        graphics.setFont(TEXT);
        drawing.accept(graphics);
        graphics.dispose();
        return image;
    }

    /** Draws text centred between {@code left} and {@code left + width}; truncates text that is longer. */
    static void center(Graphics2D graphics, String text, int left, int width, int baseline) {
        String fitting = text;
        while (graphics.getFontMetrics().stringWidth(fitting) > width && fitting.length() > 1) {
            fitting = fitting.substring(0, fitting.length() - 2) + "…";
        }
        int at = left + (width - graphics.getFontMetrics().stringWidth(fitting)) / 2;
        graphics.drawString(fitting, at, baseline);
    }

    /**
     * Writes a PNG file and creates its folder.
     *
     * @throws IllegalArgumentException if the name of the file does not end in {@code .png}
     */
    public static void write(BufferedImage image, Path file) throws IOException {
        if (!file.getFileName().toString().endsWith(".png")) {
            throw new IllegalArgumentException("the name of a figure must end in .png, but is " + file);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
