package dev.eader.training.command;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.Scenes;
import dev.eader.training.data.Voc;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What to learn from: a folder, or generated scenes. */
final class DataOptions {
    @Option(names = "--voc", description = "A VOC-like folder: JPEGImages, ImageSets, labels.csv, voc-classes.txt.")
    Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Its split. Default: ${DEFAULT-VALUE}.")
    String split;

    @Option(names = "--scenes", description = "Generated scenes instead of a folder.")
    boolean scenes;

    @Option(
            names = "--scene-size",
            defaultValue = "192x128",
            description = "Width and height of a scene. Default: ${DEFAULT-VALUE}.")
    String sceneSize;

    @Option(
            names = "--scene-count",
            defaultValue = "4096",
            description = "Scenes in an epoch. Default: ${DEFAULT-VALUE}.")
    int sceneCount;

    Dataset open(long seed) {
        if (scenes == (voc != null)) {
            throw new IllegalArgumentException("give either --voc FOLDER or --scenes");
        }
        Run.SceneSettings settings = settings();
        return scenes
                ? new Scenes(seed, settings.count(), settings.width(), settings.height(), false)
                : new Voc(voc, split, false);
    }

    /** Null with a folder. */
    Run.SceneSettings settings() {
        if (!scenes) {
            return null;
        }
        if (!sceneSize.matches("\\d+x\\d+")) {
            throw new IllegalArgumentException("--scene-size takes WIDTHxHEIGHT, not " + sceneSize);
        }
        String[] sides = sceneSize.split("x");
        return new Run.SceneSettings(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), sceneCount);
    }
}
