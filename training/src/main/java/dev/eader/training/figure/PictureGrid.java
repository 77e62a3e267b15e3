package dev.eader.training.figure;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A table of pictures: a row with a caption for each picture, a column with a heading for each kind of overlay. */
public final class PictureGrid {
    private static final int SIDE = 260;
    private static final int GAP = 8;
    private static final int HEADER_HEIGHT = 74;
    private static final int CAPTION_HEIGHT = 34;

    private final String title;
    private final List<String> columns;
    private final List<String> captions = new ArrayList<>();
    private final List<List<BufferedImage>> rows = new ArrayList<>();

    public PictureGrid(String title, List<String> columns) {
        this.title = title;
        this.columns = List.copyOf(columns);
    }

    /** @param cells a picture for each column, scaled to fit the cell */
    public void add(String caption, List<BufferedImage> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "a row must have " + columns.size() + " pictures, but has " + cells.size());
        }
        captions.add(caption);
        rows.add(List.copyOf(cells));
    }

    /** @param legend draws the legend at a given width; it is placed below the grid */
    public BufferedImage draw(IntFunction<BufferedImage> legend) {
        int width = Math.max(2 * SIDE, columns.size() * (SIDE + GAP) + GAP);
        BufferedImage below = legend.apply(width);
        int height = HEADER_HEIGHT + below.getHeight();
        for (List<BufferedImage> row : rows) {
            height += height(row) + CAPTION_HEIGHT;
        }
        return Canvas.draw(width, height, graphics -> {
            graphics.setFont(Canvas.TITLE);
            Canvas.center(graphics, title, GAP, width - 2 * GAP, 32);
            graphics.setFont(Canvas.TEXT);
            for (int column = 0; column < columns.size(); column++) {
                Canvas.center(graphics, columns.get(column), left(column), SIDE, HEADER_HEIGHT - 10);
            }
            int top = HEADER_HEIGHT;
            for (int row = 0; row < rows.size(); row++) {
                int high = height(rows.get(row));
                for (int column = 0; column < columns.size(); column++) {
                    BufferedImage cell = rows.get(row).get(column);
                    double scale = scale(cell);
                    int w = (int) Math.round(cell.getWidth() * scale);
                    int h = (int) Math.round(cell.getHeight() * scale);
                    Image scaled = scale < 1 ? cell.getScaledInstance(w, h, Image.SCALE_AREA_AVERAGING) : cell;
                    graphics.drawImage(scaled, left(column) + (SIDE - w) / 2, top + (high - h) / 2, w, h, null);
                }
                graphics.drawString(captions.get(row), left(0), top + high + 17);
                top += high + CAPTION_HEIGHT;
            }
            graphics.drawImage(below, 0, top, null);
        });
    }

    private static int left(int column) {
        return GAP + column * (SIDE + GAP);
    }

    private static int height(List<BufferedImage> row) {
        return row.stream()
                .mapToInt(cell -> (int) Math.round(cell.getHeight() * scale(cell)))
                .max()
                .orElse(0);
    }

    private static double scale(BufferedImage cell) {
        return (double) SIDE / Math.max(cell.getWidth(), cell.getHeight());
    }
}
