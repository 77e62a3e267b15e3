package dev.eader.training.command.run;

import dev.eader.training.data.Dataset;
import dev.eader.training.data.SceneDataset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures that a run was trained on.
 *
 * @param data {@code scenes}, or the folder of the pictures; null in affinity runs written before this field existed
 * @param scenes settings of generated scenes; null with a folder
 * @param source location of the pictures; null with scenes and in runs written before this field existed
 * @param classes names in the order of the labels, without background
 * @param fingerprint hash that identifies the pictures and their labels
 * @param size number of pictures
 */
public record RunData(
        String data, SceneSettings scenes, DataSettings source, List<String> classes, String fingerprint, int size) {
    /** Seed of the scenes for evaluation, which no training uses. */
    public static final long VALIDATION_SCENES = 1_000_003;

    /** @throws IllegalArgumentException if there is neither a folder nor scenes */
    public RunData {
        source = source == null && scenes == null && data != null ? DataSettings.voc(data) : source;
        if (source == null && scenes == null) {
            throw new IllegalArgumentException("it names neither a folder of pictures nor scenes");
        }
    }

    /**
     * Settings of generated scenes.
     *
     * @param width in pixels
     * @param height in pixels
     * @param count pictures per epoch
     */
    public record SceneSettings(int width, int height, int count) {
        public Dataset training(long seed) {
            return new SceneDataset(seed, count, width, height, false);
        }
    }

    /** The pictures of the training, without masks. */
    public Dataset training(long seed) {
        return checked(scenes == null ? source.training() : scenes.training(seed));
    }

    /** Pictures with masks: a split of the folder, or {@code count} scenes that were not trained on. */
    public Dataset evaluation(String split, int count) {
        return checked(scenes == null ? source.evaluation(split) : scenes(VALIDATION_SCENES, count, true));
    }

    /**
     * Pictures with image-level labels and without masks: a split of the folder, or {@code count} scenes.
     *
     * @param seed of the run, used for the scenes of the split {@code train}
     */
    public Dataset labelled(String split, int count, long seed) {
        return checked(
                scenes == null
                        ? source.labelled(split)
                        : scenes(split.equals("train") ? seed : VALIDATION_SCENES, count, false));
    }

    private Dataset scenes(long seed, int count, boolean hasMasks) {
        return new SceneDataset(seed, count, scenes.width(), scenes.height(), hasMasks);
    }

    private Dataset checked(Dataset dataset) {
        ClassLists.requireSame("the run", classes, "the data", dataset.classes());
        return dataset;
    }

    /** Indices of at most {@code count} samples at equal distances. */
    public static IntStream spread(Dataset dataset, int count) {
        int chosen = Math.min(count, dataset.size());
        return IntStream.range(0, chosen).map(i -> (int) ((long) i * dataset.size() / chosen));
    }
}
