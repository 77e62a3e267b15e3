package dev.eader.training.data;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A dataset in the layout of PASCAL VOC. Two layouts are supported:
 *
 * <ul>
 *   <li>with {@code labels.csv} (id, split, class names separated by spaces): {@code JPEGImages/ID.jpg}; optionally {@code
 *       ImageSets/SPLIT.txt}, which replaces the split column; for masks, {@code voc-classes.txt} (names of their values);
 *   <li>without it, the original VOC 2012 devkit: {@code VOCdevkit/VOC2012} or a folder above. Bounding boxes are never
 *       read.
 * </ul>
 *
 * Masks, for evaluation only, are {@code SegmentationClass/ID.png}; 255 and classes that are not selected are ignored.
 */
public final class VocDataset extends ImageFileDataset {

    /** Opens a split with all classes. */
    public VocDataset(Path root, String split, boolean masks) {
        this(root, DatasetSelection.split(split), masks);
    }

    /**
     * Opens the dataset and checks that every image can be decoded, every label is known, and every mask matches.
     *
     * @param masks true for evaluation: reads masks. False for training: omits images that show none of the selected classes
     * @throws DatasetException if files are missing or invalid; the message names them
     */
    public VocDataset(Path root, DatasetSelection selection, boolean masks) {
        super(contents(root, selection, masks));
    }

    /** Whether the folder, or the devkit in it, has a folder of masks. */
    public static boolean hasMasks(Path root) {
        Path folder = LabelsCsv.isIn(root) ? root : VocDevkit.find(root).orElse(root);
        return Files.isDirectory(folder.resolve("SegmentationClass"));
    }

    /** @throws DatasetException if {@link #hasMasks} is false */
    public static void requireMasks(Path root) {
        if (!hasMasks(root)) {
            throw new DatasetException(root + " has no SegmentationClass; a folder with masks ID.png in it is needed");
        }
    }

    private static Contents contents(Path root, DatasetSelection selection, boolean masks) {
        if (LabelsCsv.isIn(root)) {
            return LabelsCsv.read(root, selection, masks);
        }
        Path devkit = VocDevkit.find(root)
                .orElseThrow(() -> new DatasetException(root + " is neither a folder with a labels.csv nor the VOC"
                        + " devkit: it has no labels.csv, and no JPEGImages with Annotations or ImageSets/Main exists in "
                        + VocDevkit.places(root)));
        return VocDevkit.read(devkit, selection, masks);
    }
}
