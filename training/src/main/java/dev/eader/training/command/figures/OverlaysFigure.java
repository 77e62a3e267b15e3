package dev.eader.training.command.figures;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetSelection;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.VocDataset;
import dev.eader.training.figure.Legend;
import dev.eader.training.figure.Overlay;
import dev.eader.training.figure.PictureGrid;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Label maps out of folders, laid over their pictures, beside the true masks. */
@Command(
        name = "overlays",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Draws label maps (FOLDER/ID.png) over their pictures, beside the true masks.")
public final class OverlaysFigure implements Callable<Integer> {
    @Option(
            names = "--labels",
            required = true,
            split = ",",
            paramLabel = "FOLDER",
            description = "Folders of label maps, a column each.")
    public List<Path> folders;

    @Option(names = "--voc", required = true, paramLabel = "FOLDER", description = "VOC folder of the pictures.")
    public Path voc;

    @Option(names = "--ids", required = true, split = ",", paramLabel = "ID", description = "Pictures.")
    public List<String> ids;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "The classes that the label maps were made for, where these are not all.")
    public List<String> classes = List.of();

    @Option(names = "--no-truth", description = "Leave out the true masks, as of training images, which have none.")
    public boolean noTruth;

    @Option(names = "--out", defaultValue = "overlays.png", description = "The PNG file.")
    public Path out;

    @Override
    public Integer call() throws IOException {
        Dataset dataset = new VocDataset(voc, DatasetSelection.ids(ids).of(classes), !noTruth);
        if (dataset.size() < ids.size()) {
            throw new IllegalArgumentException("--ids: only " + dataset.size() + " of " + ids.size()
                    + " images show any of " + String.join(", ", classes));
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
                cells.add(
                        overlay(sample, labels(folder, sample, dataset.classes().size()), shown));
            }
            if (!noTruth) {
                cells.add(overlay(sample, sample.truth(), shown));
            }
            grid.add(sample.id() + ": " + names(sample, dataset.classes()), cells);
        }
        return FiguresCommand.write(
                grid.draw(width -> Legend.classes(width, dataset.classes(), shown, "does not count, or unsure")), out);
    }

    private static byte[] labels(Path folder, Dataset.Sample sample, int classes) {
        Path file = folder.resolve(sample.id() + ".png");
        LabelFile read = LabelFile.read(file);
        int width = sample.pixels().width();
        int height = sample.pixels().height();
        if (read.width() != width || read.height() != height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s is %dx%d, its picture %dx%d", file, read.width(), read.height(), width, height));
        }
        for (byte label : read.labels()) {
            if (label != Dataset.IGNORE && (label & 255) > classes) {
                throw new IllegalArgumentException(
                        file + " has the label " + (label & 255) + ", but there are " + classes + " classes");
            }
        }
        return read.labels();
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
