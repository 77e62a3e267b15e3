package dev.eader.training.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A folder of images with labels from a COCO JSON file. Classes are ordered by category id. The id of an image is its file
 * name without folder and extension. Opening decodes every image, which takes minutes for 100,000 images; the fingerprint
 * covers the sizes of the images, not their bytes.
 */
public final class CocoDataset extends ImageFileDataset {
    private static final int MAX_VALUE = 254;

    /**
     * Opens and checks the dataset.
     *
     * @param images folder to which the file names in the JSON are relative
     * @param labels JSON file with images, annotations and categories; only ids and names are read
     * @param masks for evaluation: folder of {@code ID.png} with category ids as pixel values (0 background, 255 void);
     *     null for training, which omits images that show none of the classes
     * @param classes names of the classes to keep; empty for all
     * @throws DatasetException if a file is missing or invalid; the message names it
     */
    public CocoDataset(Path images, Path labels, Path masks, List<String> classes) {
        super(contents(images, labels, masks, classes));
    }

    private static Contents contents(Path images, Path labels, Path masks, List<String> chosen) {
        if (!Files.isDirectory(images)) {
            throw new DatasetException(
                    images + " does not exist or is not a folder; the folder of the images is needed");
        }
        CocoLabels read = CocoLabels.read(labels);
        List<String> classes = DatasetSelection.split(null)
                .of(chosen)
                .selectFrom(List.copyOf(read.categories().values()), labels);
        List<ImageEntry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Map.Entry<Long, String> image : read.files().entrySet()) {
            String id = DataFiles.stem(image.getValue());
            if (!ids.add(id)) {
                throw new DatasetException(labels + " has two images with the id " + id
                        + "; ids are file names without folder and extension");
            }
            Set<String> names = new TreeSet<>();
            for (int category : read.shown().getOrDefault(image.getKey(), Set.of())) {
                names.add(read.categories().get(category));
            }
            Path mask = masks == null ? null : masks.resolve(id + ".png");
            entries.add(new ImageEntry(id, images.resolve(image.getValue()), mask, names));
        }
        if (masks == null) {
            return new Contents(classes, entries, null, false).withoutUnlabelled(labels);
        }
        return new Contents(classes, entries, MaskValues.of(namesByValue(read, labels), classes, labels), false);
    }

    private static TreeMap<Integer, String> namesByValue(CocoLabels read, Path labels) {
        int largest = read.categories().lastKey();
        if (largest > MAX_VALUE || read.categories().firstKey() < 1) {
            throw new DatasetException(labels + ": masks need category ids of 1 to " + MAX_VALUE + ", but the ids are "
                    + read.categories().keySet());
        }
        TreeMap<Integer, String> namesByValue = new TreeMap<>(read.categories());
        namesByValue.put(0, "background");
        return namesByValue;
    }
}
