package dev.eader.training.command.options;

import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.RunData;
import dev.eader.training.data.CocoDataset;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetSelection;
import dev.eader.training.data.VocDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Pictures to evaluate on: a split of the run's folder or of another, or COCO-style images with label PNGs. */
public final class EvaluationOptions {
    @Option(names = "--split", defaultValue = "val", description = "Split of the run's folder or of --voc.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(
            names = "--voc",
            paramLabel = "FOLDER",
            description = "Evaluate on another VOC folder than the run's, for example one that has masks.")
    Path voc;

    @Option(
            names = "--without-masks",
            description = "Read image-level labels only. Default: if the folder has no SegmentationClass.")
    boolean isWithoutMasks;

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
     * Opens the pictures, with their masks unless {@link #hasMasks} is false.
     *
     * @param data that the run was trained on
     */
    public Dataset open(RunData data) {
        boolean isCoco = Stream.of(images, labels, masks).anyMatch(Objects::nonNull);
        if (isCoco && voc != null) {
            throw new IllegalArgumentException("--voc and --images are two sets of pictures; give one of them");
        }
        if (isCoco) {
            return checked(coco(data.classes()), labels, data);
        }
        boolean hasMasks = hasMasks(data);
        if (!hasMasks && !isWithoutMasks) {
            System.out.println(folder(data) + " has no SegmentationClass: evaluating without masks");
        }
        if (voc != null) {
            DatasetSelection selection = DatasetSelection.split(split).of(data.classes());
            return checked(new VocDataset(voc, selection, hasMasks), voc, data);
        }
        return hasMasks ? data.evaluation(split, count) : data.labelled(split, count, RunData.VALIDATION_SCENES);
    }

    private Dataset coco(List<String> classes) {
        if (images == null || labels == null || masks == null && !isWithoutMasks) {
            throw new IllegalArgumentException(
                    "--images, --labels and --masks must be given together; --without-masks replaces --masks");
        }
        return new CocoDataset(images, labels, isWithoutMasks ? null : masks, classes);
    }

    private static Dataset checked(Dataset dataset, Path source, RunData data) {
        ClassLists.requireSame(source.toString(), dataset.classes(), "the run", data.classes());
        return dataset;
    }

    /** Whether {@link #open} reads masks. */
    public boolean hasMasks(RunData data) {
        if (isWithoutMasks || images != null) {
            return !isWithoutMasks;
        }
        return voc == null && (data.scenes() != null || data.source().images() != null)
                || VocDataset.hasMasks(folder(data));
    }

    /** @throws IllegalArgumentException if {@link #hasMasks} is false */
    public void requireMasks(RunData data) {
        if (!hasMasks(data)) {
            throw new IllegalArgumentException("masks are needed, but "
                    + (isWithoutMasks ? "--without-masks is given" : folder(data) + " has no SegmentationClass")
                    + "; give --voc FOLDER with masks");
        }
    }

    private Path folder(RunData data) {
        return voc == null ? Path.of(data.source().voc()) : voc;
    }

    /** Name of the data in a card. */
    public String name(RunData data) {
        if (images != null) {
            return labels.getFileName().toString();
        }
        return data.scenes() == null || voc != null ? split : "scenes";
    }

    public String split() {
        return split;
    }
}
