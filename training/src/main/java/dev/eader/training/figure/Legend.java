package dev.eader.training.figure;

import java.awt.Color;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws legends of colours, as a strip for the bottom of a {@link PictureGrid}. */
public final class Legend {
    private static final int MARGIN = 12;
    private static final int SWATCH = 18;
    private static final int BAR = 280;
    private static final FontRenderContext SCREEN = new FontRenderContext(null, true, false);

    private Legend() {}

    /**
     * Draws a swatch and a name for each label.
     *
     * @param width width of the strip in pixels; further swatches are on the next line
     * @param classes class names; class {@code c} has the label {@code c + 1}
     * @param shown labels to explain
     * @param ignored name of the label 255
     */
    public static BufferedImage classes(int width, List<String> classes, TreeSet<Integer> shown, String ignored) {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (int label : shown) {
            if (label > 0) {
                names.put(label, label == 255 ? ignored : classes.get(label - 1));
            }
        }
        int line = SWATCH + MARGIN;
        return Canvas.draw(width, lines(width, names) * line + MARGIN, graphics -> {
            int left = MARGIN;
            int top = MARGIN;
            for (Map.Entry<Integer, String> name : names.entrySet()) {
                int wide = width(name.getValue());
                if (left > MARGIN && left + wide > width) {
                    left = MARGIN;
                    top += line;
                }
                graphics.setColor(new Color(Overlay.color(name.getKey())));
                graphics.fillRect(left, top, SWATCH, SWATCH);
                graphics.setColor(Color.BLACK);
                graphics.drawRect(left, top, SWATCH, SWATCH);
                graphics.drawString(name.getValue(), left + SWATCH + 6, top + 15);
                left += wide;
            }
        });
    }

    /** Draws the heat scale from 0 to 1. */
    public static BufferedImage heat(int width, String quantity) {
        return Canvas.draw(width, SWATCH + 2 * MARGIN, graphics -> {
            int left = MARGIN;
            int baseline = MARGIN + 15;
            graphics.drawString(quantity + "   0", left, baseline);
            left += graphics.getFontMetrics().stringWidth(quantity + "   0") + 8;
            for (int x = 0; x < BAR; x++) {
                graphics.setColor(new Color(HeatScale.color((double) x / (BAR - 1))));
                graphics.fillRect(left + x, MARGIN, 1, SWATCH);
            }
            graphics.setColor(Color.BLACK);
            graphics.drawString("1", left + BAR + 8, baseline);
        });
    }

    private static int lines(int width, SortedMap<Integer, String> names) {
        int lines = 1;
        int left = MARGIN;
        for (String name : names.values()) {
            if (left > MARGIN && left + width(name) > width) {
                left = MARGIN;
                lines++;
            }
            left += width(name);
        }
        return lines;
    }

    private static int width(String name) {
        double text = Canvas.TEXT.getStringBounds(name, SCREEN).getWidth();
        return SWATCH + 6 + (int) Math.ceil(text) + 2 * MARGIN;
    }
}
