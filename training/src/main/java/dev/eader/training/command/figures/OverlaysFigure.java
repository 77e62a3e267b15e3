package dev.eader.training.command.figures;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetSelection;
import dev.eader.training.data.VocDataset;
import dev.eader.training.figure.Legend;
import dev.eader.training.figure.Overlay;
import dev.eader.training.figure.PictureGrid;
import dev.eader.training.student.PseudoLabelFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws label maps over their pictures, beside the true masks. */
@Command(name = "overlays", description = "Draws label maps, FOLDER/ID.png, beside the true masks.")
public final class OverlaysFigure implements Callable<Integer> {
    @Option(
            names = "--labels",
            required = true,
            split = ",",
            paramLabel = "FOLDER",
            description = "Label maps, ID.png.")
    List<Path> folders;

    @Option(names = "--voc", required = true, paramLabel = "FOLDER", description = "VOC folder of the pictures.")
    Path voc;

    @Option(names = "--ids", required = true, split = ",", paramLabel = "ID", description = "Ids of the pictures.")
    List<String> ids;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "Classes of the labels; none means all.")
    List<String> classes = List.of();

    @Option(names = "--no-truth", description = "Omit the true masks, for pictures that have none.")
    boolean noTruth;

    @Option(names = "--out", defaultValue = "overlays.png", description = "The PNG file.")
    Path out;

    @Override
    public Integer call() throws IOException {
        Dataset dataset = new VocDataset(voc, DatasetSelection.ids(ids).of(classes), !noTruth);
        if (dataset.size() < ids.size()) {
            throw new IllegalArgumentException("--ids: only " + dataset.size() + " of " + ids.size()
                    + " images have any of the classes " + String.join(", ", classes));
        }
        List<String> columns = new ArrayList<>(List.of("image"));
        for (Path folder : folders) {
            columns.add(folder.toAbsolutePath().normalize().getFileName().toString());
        }
        if (!noTruth) {
            columns.add("true mask");
        }
        PictureGrid grid = new PictureGrid("Label maps over their images", columns);
        TreeSet<Integer> shown = new TreeSet<>();
        for (int i = 0; i < dataset.size(); i++) {
            Dataset.Sample sample = dataset.sample(i);
            List<BufferedImage> cells = new ArrayList<>(List.of(sample.pixels().toImage()));
            for (Path folder : folders) {
                PseudoLabelFolder labels =
                        new PseudoLabelFolder(folder, dataset.classes().size());
                cells.add(overlay(sample, labels.of(sample).labels(), shown));
            }
            if (!noTruth) {
                cells.add(overlay(sample, sample.truth(), shown));
            }
            grid.add(sample.id() + ": " + names(sample, dataset.classes()), cells);
        }
        return FiguresCommand.write(
                grid.draw(width -> Legend.classes(width, dataset.classes(), shown, "void or unsure")), out);
    }

    private static BufferedImage overlay(Dataset.Sample sample, byte[] labels, TreeSet<Integer> shown) {
        for (byte label : labels) {
            shown.add(label & 255);
        }
        BufferedImage picture = sample.pixels().toImage();
        return Overlay.labels(picture, labels, picture.getWidth(), picture.getHeight());
    }

    private static String names(Dataset.Sample sample, List<String> classes) {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            if (sample.labels()[c] > .5) {
                names.add(classes.get(c));
            }
        }
        return String.join(", ", names);
    }
}
