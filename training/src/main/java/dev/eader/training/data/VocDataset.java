package dev.eader.training.data;

import java.nio.file.Path;

/**
 * Images of a PASCAL VOC folder, in either of two forms, told apart by {@code labels.csv}:
 *
 * <ul>
 *   <li>with it: {@code JPEGImages/ID.jpg}, {@code ImageSets/SPLIT.txt}, {@code labels.csv} (id, split, class names apart
 *       by spaces) and {@code voc-classes.txt}, the names of a mask's values;
 *   <li>without it: the VOC 2012 devkit as it is downloaded, {@code VOCdevkit/VOC2012} or the folder above. Boxes in its
 *       annotations are never read.
 * </ul>
 *
 * For evaluation alone, {@code SegmentationClass/ID.png}: 255 and the pixels of classes that were not chosen are ignored.
 */
public final class VocDataset extends ImageFileDataset {

    /** A split with all its classes. */
    public VocDataset(Path root, String split, boolean masks) {
        this(root, DatasetSelection.split(split), masks);
    }

    /**
     * Opens and checks all of it: every picture decodes, every label is known, every mask fits.
     *
     * @param masks whether to read masks, which training never does. Without them, images that show none of the chosen
     *     classes are left out
     * @throws DatasetException naming the files that are wrong
     */
    public VocDataset(Path root, DatasetSelection selection, boolean masks) {
        super(contents(root, selection, masks));
    }

    private static Contents contents(Path root, DatasetSelection selection, boolean masks) {
        if (LabelsCsv.isIn(root)) {
            return LabelsCsv.read(root, selection, masks);
        }
        Path devkit = VocDevkit.find(root)
                .orElseThrow(() -> new DatasetException(root + " is neither a folder with a labels.csv nor the VOC"
                        + " devkit: looked for labels.csv there, and for JPEGImages beside Annotations or"
                        + " ImageSets/Main in " + VocDevkit.places(root)));
        return VocDevkit.read(devkit, selection, masks);
    }
}
