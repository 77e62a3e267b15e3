package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.data.Dataset;
import dev.eader.training.figure.Overlay;
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

/**
 * A sheet of pictures for visual inspection. For each picture it shows the picture, the label maps with given and with
 * predicted labels, and the true mask if there is one.
 */
public final class ContactSheet {
    private static final int CELL_WIDTH = 240;
    private static final int CELL_HEIGHT = 180;
    private static final int COLUMNS = 2;

    private final List<String> classes;
    private final List<List<BufferedImage>> rows = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    public ContactSheet(List<String> classes) {
        this.classes = classes;
    }

    /** @param card provides the thresholds */
    public void add(Dataset.Sample sample, AttentionMaps maps, EvaluationCard card) {
        boolean[] given = Evaluation.presentClasses(sample.labels(), .5);
        boolean[] predicted = Evaluation.presentClasses(maps.scores(), card.scoreThreshold());
        BufferedImage picture = sample.pixels().toImage();
        List<BufferedImage> row = new ArrayList<>(List.of(picture));
        for (boolean[] present : List.of(given, predicted)) {
            byte[] labels = maps.labelMap(present, card.backgroundThreshold());
            row.add(Overlay.labels(picture, labels, maps.width(), maps.height()));
        }
        if (sample.truth() != null) {
            row.add(Overlay.labels(picture, sample.truth(), picture.getWidth(), picture.getHeight()));
        }
        rows.add(row);
        captions.add(sample.id() + "  given: " + names(given) + "  predicted: " + names(predicted));
    }

    /** Writes a JPEG file. */
    public void write(Path file) throws IOException {
        int lines = (rows.size() + COLUMNS - 1) / COLUMNS;
        int line = CELL_HEIGHT + 18;
        int width = CELL_WIDTH * rows.stream().mapToInt(List::size).max().orElse(1);
        BufferedImage sheet = new BufferedImage(width * COLUMNS, line * lines, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int row = 0; row < rows.size(); row++) {
            int left = row % COLUMNS * width;
            int top = row / COLUMNS * line;
            for (int column = 0; column < rows.get(row).size(); column++) {
                draw(graphics, rows.get(row).get(column), left + column * CELL_WIDTH, top);
            }
            graphics.setColor(Color.WHITE);
            graphics.drawString(captions.get(row), left + 4, top + line - 5);
        }
        graphics.dispose();
        ImageIO.write(sheet, "jpg", file.toFile());
    }

    private static void draw(Graphics2D graphics, BufferedImage image, int left, int top) {
        double scale = Math.min((double) CELL_WIDTH / image.getWidth(), (double) CELL_HEIGHT / image.getHeight());
        int width = (int) (image.getWidth() * scale);
        int height = (int) (image.getHeight() * scale);
        graphics.drawImage(image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), left, top, null);
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
