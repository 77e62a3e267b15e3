package dev.eader.training.evaluation;

import dev.eader.training.data.Dataset;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Rows of picture, masks with labels given, masks with labels predicted, truth: what to look at before any number. */
public final class ContactSheet {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 180;
    private static final int COLUMNS = 2;
    private static final double OPACITY = .6;

    private final List<String> classes;
    private final List<BufferedImage[]> rows = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    public ContactSheet(List<String> classes) {
        this.classes = classes;
    }

    public void add(Dataset.Sample sample, AttentionMaps maps, Card card) {
        boolean[] given = Evaluation.atLeast(sample.labels(), .5);
        boolean[] predicted = Evaluation.atLeast(maps.scores(), card.scoreThreshold());
        BufferedImage picture = sample.pixels().toImage();
        rows.add(new BufferedImage[] {
            picture,
            overlay(picture, maps.labelMap(given, card.backgroundThreshold()), maps.width(), maps.height()),
            overlay(picture, maps.labelMap(predicted, card.backgroundThreshold()), maps.width(), maps.height()),
            overlay(picture, sample.truth(), picture.getWidth(), picture.getHeight())
        });
        captions.add(sample.id() + "  given: " + names(given) + "  predicted: " + names(predicted));
    }

    public void write(Path file) throws IOException {
        int lines = (rows.size() + COLUMNS - 1) / COLUMNS;
        int line = HEIGHT + 18;
        BufferedImage sheet = new BufferedImage(WIDTH * 4 * COLUMNS, line * lines, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int row = 0; row < rows.size(); row++) {
            int left = row % COLUMNS * WIDTH * 4;
            int top = row / COLUMNS * line;
            for (int column = 0; column < 4; column++) {
                draw(graphics, rows.get(row)[column], left + column * WIDTH, top);
            }
            graphics.setColor(Color.WHITE);
            graphics.drawString(captions.get(row), left + 4, top + line - 5);
        }
        graphics.dispose();
        ImageIO.write(sheet, "jpg", file.toFile());
    }

    private static void draw(Graphics2D graphics, BufferedImage image, int left, int top) {
        double scale = Math.min((double) WIDTH / image.getWidth(), (double) HEIGHT / image.getHeight());
        int width = (int) (image.getWidth() * scale);
        int height = (int) (image.getHeight() * scale);
        graphics.drawImage(image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), left, top, null);
    }

    private static BufferedImage overlay(BufferedImage picture, byte[] labels, int width, int height) {
        BufferedImage out = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < out.getHeight(); y++) {
            for (int x = 0; x < out.getWidth(); x++) {
                int at =
                        (int) ((y + .5) * height / out.getHeight()) * width + (int) ((x + .5) * width / out.getWidth());
                int rgb = picture.getRGB(x, y);
                int label = labels[at] & 255;
                out.setRGB(x, y, label == 0 ? rgb : mix(rgb, color(label)));
            }
        }
        return out;
    }

    /** Hues as far apart as the golden ratio puts them; white is what does not count. */
    private static int color(int label) {
        return label == 255 ? 0xffffff : Color.HSBtoRGB(label * .618034f, .9f, 1f);
    }

    private static int mix(int a, int b) {
        int mixed = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            double value = (a >> shift & 255) * (1 - OPACITY) + (b >> shift & 255) * OPACITY;
            mixed |= (int) value << shift;
        }
        return mixed;
    }

    private String names(boolean[] present) {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < present.length; c++) {
            if (present[c]) {
                names.add(classes.get(c));
            }
        }
        return String.join(" ", names);
    }
}
