package dev.eader.training.figure;

import java.awt.image.BufferedImage;
import java.util.List;

/** Arranges figures of one size in a grid. */
public final class Panels {
    private Panels() {}

    public static BufferedImage draw(List<BufferedImage> figures, int columns) {
        int across = Math.min(columns, figures.size());
        int width = figures.get(0).getWidth();
        int height = figures.get(0).getHeight();
        int down = (figures.size() + across - 1) / across;
        return Canvas.draw(across * width, down * height, graphics -> {
            for (int i = 0; i < figures.size(); i++) {
                graphics.drawImage(figures.get(i), i % across * width, i / across * height, null);
            }
        });
    }
}
