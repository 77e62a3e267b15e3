package dev.eader.training.data;

import dev.eader.training.data.ImageFileDataset.Contents;
import dev.eader.training.data.ImageFileDataset.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The VOC 2012 devkit as it is downloaded. Of {@code ImageSets/Main} (train, val, trainval) labels are those of
 * {@code CLASS_SPLIT.txt}; of any other list, as the augmented one, the names in {@code Annotations/ID.xml}, or those of
 * {@code CLASS_trainval.txt} for an image that has none. Difficult objects, 0 there, are in the picture and count.
 */
final class VocDevkit {
    static final List<String> CLASSES = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    private final Path root;
    private final Path sets;

    private VocDevkit(Path root) {
        this.root = root;
        sets = root.resolve("ImageSets");
    }

    /** Where a devkit may lie under the folder that was given. */
    static List<Path> places(Path folder) {
        return List.of(folder, folder.resolve("VOC2012"), folder.resolve("VOCdevkit/VOC2012"));
    }

    static Optional<Path> find(Path folder) {
        return places(folder).stream()
                .filter(place -> Files.isDirectory(place.resolve("JPEGImages"))
                        && (Files.isDirectory(place.resolve("Annotations"))
                                || Files.isDirectory(place.resolve("ImageSets/Main"))))
                .findFirst();
    }

    static Contents read(Path root, DatasetSelection selection, boolean masks) {
        return new VocDevkit(root).contents(selection, masks);
    }

    private Contents contents(DatasetSelection selection, boolean masks) {
        List<String> classes = selection.among(CLASSES, root);
        Path list = selection.list();
        if (list == null) {
            list = selection.ids().isEmpty() ? list(selection.split(), masks) : root.resolve("JPEGImages");
        }
        boolean main = list.startsWith(sets.resolve("Main"));
        Map<String, Set<String>> listed = main ? listed(selection.split()) : null;
        List<Picture> pictures = new ArrayList<>();
        for (String id : selection.idsOr(list)) {
            Path annotation = root.resolve("Annotations").resolve(id + ".xml");
            Set<String> names;
            if (!main && Files.isRegularFile(annotation)) {
                names = VocAnnotation.names(annotation);
            } else {
                listed = listed == null ? listed("trainval") : listed;
                names = listed.get(id);
            }
            if (names == null) {
                throw new DatasetException("no labels for " + id + " of " + list + ": there is no " + annotation
                        + ", and " + sets.resolve("Main") + " does not list it");
            }
            Path mask = root.resolve("SegmentationClass").resolve(id + ".png");
            pictures.add(new Picture(id, ImageFile.in(root.resolve("JPEGImages"), id), masks ? mask : null, names));
        }
        List<String> ofValues = new ArrayList<>(List.of("background"));
        ofValues.addAll(CLASSES);
        MaskValues values = masks ? MaskValues.of(ofValues, classes, root) : null;
        Contents contents = new Contents(classes, pictures, values, true);
        return masks ? contents : contents.showingSomething(list);
    }

    /** Of the segmentation task where there must be masks, else of the classification task, which has more images. */
    private Path list(String split, boolean masks) {
        List<Path> places = new ArrayList<>();
        if (!masks) {
            places.add(sets.resolve("Main").resolve(split + ".txt"));
            places.add(classList(CLASSES.get(0), split));
        }
        places.add(sets.resolve("SegmentationAug").resolve(split + ".txt"));
        places.add(sets.resolve("Segmentation").resolve(split + ".txt"));
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new DatasetException("no split '" + split + "' in " + root + ": there is none of "
                        + places + "; name a file of ids by --list"));
    }

    private Path classList(String name, String split) {
        return sets.resolve("Main").resolve(name + "_" + split + ".txt");
    }

    /** Names by id out of the class lists, whose lines are {@code ID 1}, {@code ID -1} or {@code ID 0}. */
    private Map<String, Set<String>> listed(String split) {
        Map<String, Set<String>> names = new HashMap<>();
        for (String name : CLASSES) {
            Path file = classList(name, split);
            if (!Files.isRegularFile(file)) {
                throw new DatasetException(file + " is not there; labels of " + split
                        + " are read from ImageSets/Main/CLASS_" + split + ".txt for each of the 20 classes");
            }
            for (String line : DataFiles.lines(file)) {
                String[] words = line.trim().split("\\s+");
                if (words.length != 2 || !words[1].matches("1|-1|0")) {
                    throw new DatasetException(file + ": not an id and 1, 0 or -1: '" + line + "'");
                }
                Set<String> shown = names.computeIfAbsent(words[0], id -> new LinkedHashSet<>());
                if (!words[1].equals("-1")) {
                    shown.add(name);
                }
            }
        }
        return names;
    }
}
