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
 * A folder of images with a COCO JSON of what they show. Classes are in the order of their category ids; an image's id is
 * its file name without folder and extension. Opening decodes every picture, which takes minutes for a hundred thousand; its
 * fingerprint is of the pictures' sizes.
 */
public final class CocoDataset extends ImageFileDataset {
    private static final int MAX_VALUE = 254;

    /**
     * Opens it.
     *
     * @param images folder that the JSON's file names are relative to
     * @param labels JSON with images, annotations and categories, of which ids and names alone are read
     * @param masks folder of {@code ID.png} whose values are category ids (0 background, 255 void), for evaluation; null
     *     in training, which leaves out the images that show none of the classes
     * @param classes names to keep; empty for all
     * @throws DatasetException naming what is wrong
     */
    public CocoDataset(Path images, Path labels, Path masks, List<String> classes) {
        super(contents(images, labels, masks, classes));
    }

    private static Contents contents(Path images, Path labels, Path masks, List<String> chosen) {
        if (!Files.isDirectory(images)) {
            throw new DatasetException(images + " is not a folder of images");
        }
        CocoLabels read = CocoLabels.read(labels);
        List<String> classes = DatasetSelection.split(null)
                .of(chosen)
                .among(List.copyOf(read.categories().values()), labels);
        List<Picture> pictures = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Map.Entry<Long, String> image : read.files().entrySet()) {
            String id = DataFiles.stem(image.getValue());
            if (!ids.add(id)) {
                throw new DatasetException(labels + " names two images " + id);
            }
            Set<String> names = new TreeSet<>();
            for (int category : read.shown().getOrDefault(image.getKey(), Set.of())) {
                names.add(name(category, read, labels));
            }
            Path mask = masks == null ? null : masks.resolve(id + ".png");
            pictures.add(new Picture(id, images.resolve(image.getValue()), mask, names));
        }
        if (masks == null) {
            return new Contents(classes, pictures, null, false).showingSomething(labels);
        }
        return new Contents(classes, pictures, MaskValues.of(ofValues(read, labels), classes, labels), false);
    }

    private static String name(int category, CocoLabels read, Path labels) {
        String name = read.categories().get(category);
        if (name == null) {
            throw new DatasetException(
                    labels + " has an annotation of category " + category + ", which its categories do not name");
        }
        return name;
    }

    private static TreeMap<Integer, String> ofValues(CocoLabels read, Path labels) {
        int most = read.categories().lastKey();
        if (most > MAX_VALUE || read.categories().firstKey() < 1) {
            throw new DatasetException(labels + ": masks hold category ids from 1 to " + MAX_VALUE + ", not "
                    + read.categories().keySet());
        }
        TreeMap<Integer, String> ofValues = new TreeMap<>(read.categories());
        ofValues.put(0, "background");
        return ofValues;
    }
}
