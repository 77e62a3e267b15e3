package dev.eader.training.data;

import dev.eader.training.data.ImageFileDataset.Contents;
import dev.eader.training.data.LabelTable.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a folder with a {@code labels.csv} ({@link LabelTable}). Its classes are ordered alphabetically. The images of a
 * split are those of {@code ImageSets/SPLIT.txt} or, if this file does not exist, those with this split in the table.
 */
public final class LabelsCsv {
    private final Path root;
    private final Path file;
    private final Path classFile;
    private final Map<String, Row> rows;

    private LabelsCsv(Path root) {
        this.root = root;
        file = in(root);
        classFile = root.resolve("voc-classes.txt");
        rows = LabelTable.read(file);
    }

    /** Returns the path of the table in a folder. */
    public static Path in(Path root) {
        return root.resolve("labels.csv");
    }

    /** Returns whether the folder has a {@code labels.csv}. */
    static boolean isIn(Path root) {
        return Files.isRegularFile(in(root));
    }

    /** Returns the path of the list of a split, which need not exist. */
    public static Path list(Path root, String split) {
        return root.resolve("ImageSets").resolve(split + ".txt");
    }

    static Contents read(Path root, DatasetSelection selection, boolean masks) {
        return new LabelsCsv(root).contents(selection, masks);
    }

    private Contents contents(DatasetSelection selection, boolean masks) {
        List<String> maskNames = masks || Files.exists(classFile) ? VocClasses.read(classFile) : List.of();
        TreeSet<String> known = new TreeSet<>();
        rows.values().forEach(row -> known.addAll(row.names()));
        List<String> classes = selection.selectFrom(List.copyOf(known), file);
        List<ImageEntry> images = new ArrayList<>();
        for (String id : ids(selection)) {
            Path mask = root.resolve("SegmentationClass").resolve(id + ".png");
            Path image = ImageFile.in(root.resolve("JPEGImages"), id);
            images.add(new ImageEntry(id, image, masks ? mask : null, namesOf(id, maskNames)));
        }
        MaskValues values = masks ? MaskValues.of(maskNames, classes, classFile) : null;
        Contents contents = new Contents(classes, images, values, true);
        return masks || !selection.hasClasses() ? contents : contents.withoutUnlabelled(file);
    }

    private List<String> ids(DatasetSelection selection) {
        String split = selection.split();
        boolean isInTable = selection.ids().isEmpty()
                && selection.list() == null
                && !Files.exists(list(root, split))
                && rows.values().stream().anyMatch(row -> !row.splits().isEmpty());
        if (!isInTable) {
            return selection.idsOr(selection.list() == null ? list(root, split) : selection.list());
        }
        List<String> ids = rows.entrySet().stream()
                .filter(row -> row.getValue().splits().contains(split))
                .map(Map.Entry::getKey)
                .toList();
        if (ids.isEmpty()) {
            Set<String> splits = new TreeSet<>();
            rows.values().forEach(row -> splits.addAll(row.splits()));
            throw new DatasetException(file + " has no image of the split '" + split + "', and " + list(root, split)
                    + " does not exist; the splits of the table are " + String.join(", ", splits));
        }
        return ids;
    }

    /** @param maskNames names of the mask values; empty without a list of them */
    private Set<String> namesOf(String id, List<String> maskNames) {
        Row found = rows.get(id);
        if (found == null) {
            throw new DatasetException(file + " has no line for the image " + id);
        }
        for (String name : found.names()) {
            if (!maskNames.isEmpty() && maskNames.indexOf(name) < 1) {
                throw new DatasetException(file + ": " + id + " has the label '" + name
                        + "', which is not a class of voc-classes.txt: " + maskNames.subList(1, maskNames.size()));
            }
        }
        return found.names();
    }
}
