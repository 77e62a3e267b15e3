package dev.eader.training.command.run;

import dev.eader.training.data.CocoDataset;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetSelection;
import dev.eader.training.data.VocDataset;
import java.nio.file.Path;
import java.util.List;

/**
 * Where pictures and their image-level labels lie: {@code voc}, or {@code images} with {@code labels}.
 *
 * @param voc a VOC folder of either form; null with COCO
 * @param split that was trained on
 * @param list file of ids in place of that split's; null for the split's
 * @param images COCO's images; null with VOC
 * @param labels COCO's JSON
 * @param classes to keep; empty for all
 */
public record DataSettings(String voc, String split, String list, String images, String labels, List<String> classes) {

    public static DataSettings voc(String folder) {
        return new DataSettings(folder, "train", null, null, null, List.of());
    }

    /** What was trained on. */
    public Dataset training() {
        return labelled(split);
    }

    /** Without masks, whatever there is in the folder. */
    public Dataset labelled(String split) {
        return images == null
                ? new VocDataset(Path.of(voc), selection(split), false)
                : new CocoDataset(Path.of(images), Path.of(labels), null, classes);
    }

    public Dataset evaluation(String split) {
        if (images != null) {
            throw new IllegalArgumentException("COCO has no label PNGs beside its images: say what to measure on by"
                    + " --images, --labels and --masks");
        }
        return new VocDataset(Path.of(voc), selection(split), true);
    }

    /** What the run is said to have learned from. */
    public String folder() {
        return images == null ? voc : images;
    }

    /** The list is what was trained on: another split has its own. */
    private DatasetSelection selection(String wanted) {
        Path ids = list != null && wanted.equals(split) ? Path.of(list) : null;
        return new DatasetSelection(wanted, ids, List.of(), classes);
    }
}
