package dev.eader.training.data;

import dev.eader.training.data.ImageFileDataset.Contents;
import dev.eader.training.data.ImageFileDataset.ImageEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a folder with a {@code labels.csv} ({@link LabelTable}). Its classes are ordered alphabetically. */
final class LabelsCsv {
    private final Path root;
    private final Path file;
    private final Map<String, Set<String>> names;
    private final List<String> vocClasses;

    private LabelsCsv(Path root) {
        this.root = root;
        file = in(root);
        vocClasses = VocClasses.read(root.resolve("voc-classes.txt"));
        names = LabelTable.read(file);
    }

    static Path in(Path root) {
        return root.resolve("labels.csv");
    }

    static Contents read(Path root, DatasetSelection selection, boolean masks) {
        return new LabelsCsv(root).contents(selection, masks);
    }

    private Contents contents(DatasetSelection selection, boolean masks) {
        TreeSet<String> known = new TreeSet<>();
        names.values().forEach(known::addAll);
        List<String> classes = selection.selectFrom(List.copyOf(known), file);
        Path list = selection.list() != null
                ? selection.list()
                : root.resolve("ImageSets").resolve(selection.split() + ".txt");
        List<ImageEntry> images = new ArrayList<>();
        for (String id : selection.idsOr(list)) {
            Path mask = root.resolve("SegmentationClass").resolve(id + ".png");
            Path image = ImageFile.in(root.resolve("JPEGImages"), id);
            images.add(new ImageEntry(id, image, masks ? mask : null, namesOf(id)));
        }
        MaskValues values = masks ? MaskValues.of(vocClasses, classes, root.resolve("voc-classes.txt")) : null;
        Contents contents = new Contents(classes, images, values, true);
        return masks || !selection.hasClasses() ? contents : contents.withoutUnlabelled(list);
    }

    private Set<String> namesOf(String id) {
        Set<String> found = names.get(id);
        if (found == null) {
            throw new DatasetException(file + " has no line for the image " + id);
        }
        for (String name : found) {
            if (vocClasses.indexOf(name) < 1) {
                throw new DatasetException(file + ": " + id + " has the label '" + name
                        + "', which is not a class of voc-classes.txt: " + vocClasses.subList(1, vocClasses.size()));
            }
        }
        return found;
    }

    /** Returns whether the folder has a {@code labels.csv}. */
    static boolean isIn(Path root) {
        return Files.isRegularFile(in(root));
    }
}
