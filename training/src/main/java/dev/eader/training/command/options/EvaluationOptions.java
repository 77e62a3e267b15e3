package dev.eader.training.command.options;

import dev.eader.training.command.run.RunData;
import dev.eader.training.data.CocoDataset;
import dev.eader.training.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Pictures to evaluate on: a split of the run's folder, or COCO-style images with label PNGs. */
public final class EvaluationOptions {
    @Option(names = "--split", defaultValue = "val", description = "Split of the run's folder.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--count", defaultValue = "300", description = "Number of scenes, if the run's data are scenes.")
    @Range(min = 1, max = 10_000_000)
    int count;

    @Option(names = "--images", paramLabel = "FOLDER", description = "Images of a COCO-style dataset.")
    Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "JSON of image-level labels of --images.")
    Path labels;

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description = "Label PNGs, ID.png: category ids, 0, 255 for void.")
    Path masks;

    /**
     * Opens the pictures with their masks.
     *
     * @param data that the run was trained on
     */
    public Dataset open(RunData data) {
        long given =
                Stream.of(images, labels, masks).filter(path -> path != null).count();
        if (given == 0) {
            return data.evaluation(split, count);
        }
        if (given < 3) {
            throw new IllegalArgumentException("--images, --labels and --masks must be given together");
        }
        List<String> classes = data.classes();
        CocoDataset coco = new CocoDataset(images, labels, masks, classes);
        if (!coco.classes().equals(classes)) {
            throw new IllegalArgumentException(
                    labels + " has the classes in the order " + coco.classes() + ", but the run in " + classes);
        }
        return coco;
    }

    public String split() {
        return split;
    }

    /** Name of the data in a card. */
    public String name(RunData data) {
        if (images != null) {
            return labels.getFileName().toString();
        }
        return data.scenes() == null ? split : "scenes";
    }
}
