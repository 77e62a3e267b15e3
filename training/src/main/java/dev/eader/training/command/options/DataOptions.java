package dev.eader.training.command.options;

import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What to learn from: a VOC folder, COCO-style images and labels, or generated scenes. */
public final class DataOptions {
    @Option(
            names = "--voc",
            paramLabel = "FOLDER",
            description = "The VOC devkit (VOCdevkit/VOC2012), or JPEGImages, ImageSets, labels.csv, voc-classes.txt.")
    public Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Its split, as train or train_aug.")
    @Form(pattern = Form.NAME, accepts = Form.NAMES)
    public String split;

    @Option(names = "--list", paramLabel = "FILE", description = "File of ids to take instead of a split's.")
    public Path list;

    @Option(names = "--images", paramLabel = "FOLDER", description = "Images of a COCO-style dataset.")
    public Path images;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Its JSON: images, annotations, categories. Image ids and category ids are all that is read.")
    public Path labels;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "Classes to keep, apart by commas; images with none of them are left out. Default: all.")
    public List<String> classes = List.of();

    @Option(names = "--scenes", description = "Generated scenes instead of a folder.")
    public boolean scenes;

    @Option(names = "--scene-size", defaultValue = "192x128", description = "Width and height of a scene.")
    @Form(pattern = Form.SIZE, accepts = Form.SIZES)
    public String sceneSize;

    @Option(names = "--scene-count", defaultValue = "4096", description = "Scenes in an epoch.")
    @Range(min = 1, max = 10_000_000)
    public int sceneCount;

    public Dataset open(long seed) {
        if ((scenes ? 1 : 0) + (voc != null ? 1 : 0) + (images != null ? 1 : 0) != 1) {
            throw new IllegalArgumentException(
                    "give one of --voc FOLDER, --images FOLDER with --labels FILE, or --scenes");
        }
        if ((images == null) != (labels == null)) {
            throw new IllegalArgumentException("--images FOLDER and --labels FILE go together");
        }
        if (list != null && voc == null) {
            throw new IllegalArgumentException("--list goes with --voc");
        }
        if (scenes && !classes.isEmpty()) {
            throw new IllegalArgumentException("--classes goes with --voc or --images; scenes have all of theirs");
        }
        return scenes ? settings().training(seed) : source().training();
    }

    /** Null with scenes. */
    public DataSettings source() {
        return scenes ? null : new DataSettings(text(voc), split, text(list), text(images), text(labels), classes);
    }

    /** Null with a folder. */
    public Run.SceneSettings settings() {
        if (!scenes) {
            return null;
        }
        if (!sceneSize.matches("\\d+x\\d+")) {
            throw new IllegalArgumentException("--scene-size takes WIDTHxHEIGHT, not " + sceneSize);
        }
        String[] sides = sceneSize.split("x");
        return new Run.SceneSettings(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), sceneCount);
    }

    private static String text(Path path) {
        return path == null ? null : path.toString();
    }
}
