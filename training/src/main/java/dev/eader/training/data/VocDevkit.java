package dev.eader.training.data;

import dev.eader.training.data.ImageFileDataset.Contents;
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
 * Reads the VOC 2012 devkit in its original layout. Labels of the splits in {@code ImageSets/Main} (train, val, trainval)
 * come from {@code CLASS_SPLIT.txt}. Labels of other lists, such as train_aug, come from {@code Annotations/ID.xml}, or from
 * {@code CLASS_trainval.txt} if the image has no annotation. Objects marked difficult (value 0) count as present.
 */
public final class VocDevkit {
    static final List<String> CLASSES = List.of(("aeroplane bicycle bird boat bottle bus car cat chair cow diningtable "
                    + "dog horse motorbike person pottedplant sheep sofa train tvmonitor")
            .split(" "));

    private final Path root;
    private final Path sets;

    private VocDevkit(Path root) {
        this.root = root;
        sets = root.resolve("ImageSets");
    }

    /** Returns the folders that are searched for the devkit. */
    static List<Path> places(Path folder) {
        return List.of(folder, folder.resolve("VOC2012"), folder.resolve("VOCdevkit/VOC2012"));
    }

    /** Returns the devkit that is the folder or lies in it; empty if there is none. */
    public static Optional<Path> find(Path folder) {
        return places(folder).stream()
                .filter(place -> Files.isDirectory(place.resolve("JPEGImages"))
                        && (Files.isDirectory(place.resolve("Annotations"))
                                || Files.isDirectory(place.resolve("ImageSets/Main"))))
                .findFirst();
    }

    static Contents read(Path root, DatasetSelection selection, boolean masks) {
        return new VocDevkit(root).contents(selection, masks);
    }

    /**
     * Returns the images of a split with their labels, without reading the images.
     *
     * @param root as {@link #find} returns it
     * @param split as {@code train}
     * @throws DatasetException if a list or a label is missing; the message names it
     */
    public static List<ImageEntry> images(Path root, String split) {
        return read(root, DatasetSelection.split(split), false).images();
    }

    private Contents contents(DatasetSelection selection, boolean masks) {
        List<String> classes = selection.selectFrom(CLASSES, root);
        Path list = selection.list();
        if (list == null) {
            list = selection.ids().isEmpty() ? list(selection.split(), masks) : root.resolve("JPEGImages");
        }
        boolean main = list.startsWith(sets.resolve("Main"));
        Map<String, Set<String>> listed = main ? labelsFromClassLists(selection.split()) : null;
        List<ImageEntry> images = new ArrayList<>();
        for (String id : selection.idsOr(list)) {
            Path annotation = root.resolve("Annotations").resolve(id + ".xml");
            Set<String> names;
            if (!main && Files.isRegularFile(annotation)) {
                names = VocAnnotation.names(annotation);
            } else {
                listed = listed == null ? labelsFromClassLists("trainval") : listed;
                names = listed.get(id);
            }
            if (names == null) {
                throw new DatasetException("no labels for " + id + " of " + list + ": " + annotation
                        + " does not exist, and the lists in " + sets.resolve("Main") + " do not contain it");
            }
            Path mask = root.resolve("SegmentationClass").resolve(id + ".png");
            images.add(new ImageEntry(id, ImageFile.in(root.resolve("JPEGImages"), id), masks ? mask : null, names));
        }
        List<String> namesByValue = new ArrayList<>(List.of("background"));
        namesByValue.addAll(CLASSES);
        MaskValues values = masks ? MaskValues.of(namesByValue, classes, root) : null;
        Contents contents = new Contents(classes, images, values, true);
        return masks ? contents : contents.withoutUnlabelled(list);
    }

    /** Returns the list of a split: the segmentation list if masks are needed, else the larger classification list. */
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
                .orElseThrow(() -> new DatasetException("no split '" + split + "' in " + root + ": none of " + places
                        + " exists; pass a file of ids with --list"));
    }

    private Path classList(String name, String split) {
        return sets.resolve("Main").resolve(name + "_" + split + ".txt");
    }

    /** Reads class names by image id from the class lists, whose lines are {@code ID 1}, {@code ID -1} or {@code ID 0}. */
    private Map<String, Set<String>> labelsFromClassLists(String split) {
        Map<String, Set<String>> names = new HashMap<>();
        for (String name : CLASSES) {
            Path file = classList(name, split);
            if (!Files.isRegularFile(file)) {
                throw new DatasetException(file + " does not exist; the labels of " + split
                        + " are read from ImageSets/Main/CLASS_" + split + ".txt for each of the 20 classes");
            }
            for (String line : DataFiles.lines(file)) {
                String[] words = line.trim().split("\\s+");
                if (words.length != 2 || !words[1].matches("1|-1|0")) {
                    throw new DatasetException(file + " has the line '" + line + "'; an id and 1, 0 or -1 is needed");
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
