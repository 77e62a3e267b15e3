package dev.eader.training.command.options;

import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.CocoDataset;
import dev.eader.training.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What to measure on: a split of the run's folder, or COCO-style images with label PNGs. */
public final class EvaluationOptions {
    @Option(names = "--split", defaultValue = "val", description = "Split of the folder.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String split;

    @Option(names = "--count", defaultValue = "300", description = "How many, where scenes are generated.")
    @Range(min = 1, max = 10_000_000)
    public int count;

    @Option(names = "--images", paramLabel = "FOLDER", description = "Images of a COCO-style dataset instead.")
    public Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "Its JSON of image-level labels.")
    public Path labels;

    @Option(
            names = "--masks",
            paramLabel = "FOLDER",
            description = "Its label PNGs, ID.png: values are category ids, 0 background, 255 void.")
    public Path masks;

    public Dataset open(Run run) {
        return images == null && labels == null && masks == null ? run.evaluation(split, count) : coco(run.classes());
    }

    private Dataset coco(List<String> classes) {
        if (images == null || labels == null || masks == null) {
            throw new IllegalArgumentException("--images, --labels and --masks go together");
        }
        CocoDataset coco = new CocoDataset(images, labels, masks, classes);
        if (!coco.classes().equals(classes)) {
            throw new IllegalArgumentException(
                    labels + " has the classes in the order " + coco.classes() + ", but the run in " + classes);
        }
        return coco;
    }

    public Dataset open(StudentRun run) {
        return images == null && labels == null && masks == null ? run.evaluation(split) : coco(run.classes());
    }

    /** What a card calls it. */
    public String name(Run run) {
        if (images != null) {
            return labels.getFileName().toString();
        }
        return run.scenes() == null ? split : "scenes";
    }

    public String name(StudentRun run) {
        return images == null ? split : labels.getFileName().toString();
    }
}
