package dev.eader.training.data;

import static dev.eader.training.data.DataFiles.lines;

import dev.eader.training.data.PictureSet.Contents;
import dev.eader.training.data.PictureSet.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code labels.csv}: id, split, class names apart by spaces. Classes are all that it names, in alphabetical order. */
final class LabelsCsv {
    private final Path root;
    private final Path file;
    private final Map<String, Set<String>> names = new HashMap<>();
    private final List<String> vocClasses;

    private LabelsCsv(Path root) {
        this.root = root;
        file = in(root);
        vocClasses = lines(root.resolve("voc-classes.txt"));
        List<String> lines = lines(file);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.split(",", -1);
            if (fields.length < 3) {
                throw new DatasetException(file + ": not 'id,split,labels': " + line);
            }
            names.put(
                    fields[0],
                    fields[2].isBlank()
                            ? Set.of()
                            : new TreeSet<>(List.of(fields[2].trim().split("\\s+"))));
        }
    }

    static Path in(Path root) {
        return root.resolve("labels.csv");
    }

    static Contents read(Path root, Selection selection, boolean masks) {
        return new LabelsCsv(root).contents(selection, masks);
    }

    private Contents contents(Selection selection, boolean masks) {
        TreeSet<String> known = new TreeSet<>();
        names.values().forEach(known::addAll);
        List<String> classes = selection.among(List.copyOf(known), file);
        Path list = selection.list() != null
                ? selection.list()
                : root.resolve("ImageSets").resolve(selection.split() + ".txt");
        List<Picture> pictures = new ArrayList<>();
        for (String id : selection.idsOr(list)) {
            Path mask = root.resolve("SegmentationClass").resolve(id + ".png");
            Path picture = root.resolve("JPEGImages").resolve(id + ".jpg");
            pictures.add(new Picture(id, picture, masks ? mask : null, namesOf(id)));
        }
        byte[] toOurs = masks ? PictureSet.mapping(vocClasses, classes) : null;
        Contents contents = new Contents(classes, pictures, toOurs, true);
        return masks || !selection.narrows() ? contents : contents.showingSomething(list);
    }

    private Set<String> namesOf(String id) {
        Set<String> found = names.get(id);
        if (found == null) {
            throw new DatasetException(file + " has no line for " + id);
        }
        for (String name : found) {
            if (!vocClasses.contains(name)) {
                throw new DatasetException(
                        file + ": " + id + " has the label '" + name + "', which voc-classes.txt does not know");
            }
        }
        return found;
    }

    /** Whether a folder is of this form. */
    static boolean isIn(Path root) {
        return Files.isRegularFile(in(root));
    }
}
