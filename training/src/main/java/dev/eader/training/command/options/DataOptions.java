package dev.eader.training.command.options;

import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunData.SceneSettings;
import dev.eader.training.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Training data: a VOC folder, COCO-style images and labels, or generated scenes. */
public final class DataOptions {
    @Option(
            names = "--voc",
            paramLabel = "FOLDER",
            description =
                    "A folder that `prepare` wrote, or JPEGImages with labels.csv, or the VOC devkit (VOCdevkit/VOC2012).")
    Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Split of --voc, as train or train_aug.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--list", paramLabel = "FILE", description = "File of image ids that replaces the split's list.")
    Path list;

    @Option(names = "--images", paramLabel = "FOLDER", description = "Images of a COCO-style dataset.")
    Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "JSON with images, annotations, categories.")
    Path labels;

    @Option(names = "--classes", split = ",", paramLabel = "NAME", description = "Classes to keep; none keeps all.")
    List<String> classes = List.of();

    @Option(names = "--scenes", description = "Generate scenes instead of reading a folder.")
    boolean hasScenes;

    @Option(names = "--scene-size", defaultValue = "192x128", description = "Width and height of a scene, in pixels.")
    @TextFormat(TextFormat.Text.SIZE)
    String sceneSize;

    @Option(names = "--scene-count", defaultValue = "4096", description = "Scenes per epoch.")
    @Range(min = 1, max = 10_000_000)
    int sceneCount;

    /**
     * Opens the data.
     *
     * @param seed of generated scenes
     * @throws IllegalArgumentException if the options contradict each other
     */
    public Dataset open(long seed) {
        if (Stream.of(hasScenes, voc != null, images != null)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException(
                    "give one of --voc FOLDER, --images FOLDER with --labels FILE, or --scenes");
        }
        if ((images == null) != (labels == null)) {
            throw new IllegalArgumentException("--images FOLDER and --labels FILE must be given together");
        }
        if (list != null && voc == null) {
            throw new IllegalArgumentException("--list is accepted only with --voc");
        }
        if (hasScenes && !classes.isEmpty()) {
            throw new IllegalArgumentException(
                    "--classes is accepted only with --voc or --images; scenes always have all their classes");
        }
        return hasScenes ? scenes().training(seed) : source().training();
    }

    public boolean hasScenes() {
        return hasScenes;
    }

    /** Location of the pictures; null with scenes. */
    public DataSettings source() {
        return hasScenes ? null : new DataSettings(text(voc), split, text(list), text(images), text(labels), classes);
    }

    /** Settings of generated scenes; null with a folder. */
    public SceneSettings scenes() {
        return hasScenes ? sceneSettings(sceneSize, sceneCount) : null;
    }

    /** @param size as {@code 640x360} */
    public static SceneSettings sceneSettings(String size, int count) {
        String[] sides = size.split("x");
        return new SceneSettings(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), count);
    }

    /** Describes the opened data for {@code run.json}. */
    public RunData describe(Dataset dataset) {
        return new RunData(
                hasScenes ? "scenes" : source().folder(),
                scenes(),
                source(),
                dataset.classes(),
                dataset.fingerprint(),
                dataset.size());
    }

    private static String text(Path path) {
        return Objects.toString(path, null);
    }
}
