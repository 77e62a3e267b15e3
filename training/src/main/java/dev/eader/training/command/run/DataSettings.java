package dev.eader.training.command.run;

import dev.eader.training.data.CocoDataset;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetSelection;
import dev.eader.training.data.VocDataset;
import java.nio.file.Path;
import java.util.List;

/**
 * Location of pictures and their image-level labels: {@code voc}, or {@code images} with {@code labels}.
 *
 * @param voc VOC folder of either form; null with COCO
 * @param split that was trained on
 * @param list file of ids that replaces the list of that split; null to use the split's
 * @param images folder of COCO's images; null with VOC
 * @param labels COCO's JSON file; null with VOC
 * @param classes names of the classes to keep; empty keeps all
 */
public record DataSettings(String voc, String split, String list, String images, String labels, List<String> classes) {

    /** The split {@code train} of a VOC folder. */
    public static DataSettings voc(String folder) {
        return new DataSettings(folder, "train", null, null, null, List.of());
    }

    /** The pictures of the training, without masks. */
    public Dataset training() {
        return labelled(split);
    }

    /** Pictures of a split without masks, even if the folder contains masks. */
    public Dataset labelled(String split) {
        return images == null
                ? new VocDataset(Path.of(voc), selection(split), false)
                : new CocoDataset(Path.of(images), Path.of(labels), null, classes);
    }

    /**
     * Pictures of a split with masks.
     *
     * @throws IllegalArgumentException for COCO, whose masks are given by options
     */
    public Dataset evaluation(String split) {
        if (images != null) {
            throw new IllegalArgumentException("the run was trained on COCO-style data, which names no masks: give"
                    + " --images, --labels and --masks to evaluate on");
        }
        return new VocDataset(Path.of(voc), selection(split), true);
    }

    /** Folder of the pictures. */
    public String folder() {
        return images == null ? voc : images;
    }

    /** The list replaces only the split that was trained on. */
    private DatasetSelection selection(String wanted) {
        Path ids = list != null && wanted.equals(split) ? Path.of(list) : null;
        return new DatasetSelection(wanted, ids, List.of(), classes);
    }
}
