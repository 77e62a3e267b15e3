package dev.eader.training.collection;

import dev.eader.training.data.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads folders of classes: {@code CLASS/FILE}, or {@code SPLIT/CLASS/FILE}; files deeper in a class folder count. The folder
 * {@code _background} has the pictures of no class.
 */
final class ClassFolders {
    static final String BACKGROUND = "_background";

    private final Path root;
    private final FolderScan scan;
    private final ClassNames names;
    private final List<Photo> photos = new ArrayList<>();
    private final List<Finding> ignored = new ArrayList<>();

    private ClassFolders(Path root, FolderScan scan) {
        this.root = root;
        this.scan = scan;
        names = new ClassNames(root);
    }

    /** @throws DatasetException if the folder has another form; the message says what was found */
    static PhotoCollection read(Path root, FolderScan scan) {
        return new ClassFolders(root, scan).collection();
    }

    private PhotoCollection collection() {
        Set<String> folders = new TreeSet<>();
        for (String name : scan.pictures().keySet()) {
            if (name.contains("/")) {
                folders.add(first(name));
            }
        }
        if (folders.isEmpty()) {
            throw new DatasetException(CollectionReader.unknown(
                    root, "it has " + scan.pictures().size() + " pictures, but none in a folder of a class"));
        }
        Set<String> splits = new TreeSet<>(folders);
        splits.removeIf(folder -> !SplitNames.isSplit(folder) || !hasFolders(folder));
        Set<String> classes = new TreeSet<>(folders);
        classes.removeAll(splits);
        classes.remove(BACKGROUND);
        if (!splits.isEmpty() && !classes.isEmpty()) {
            throw new DatasetException(root + " is ambiguous: the folders " + String.join(", ", splits)
                    + " have class folders, as splits do, but " + String.join(", ", classes)
                    + " look like classes; move the classes into train and val, or the splits elsewhere");
        }
        if (splits.isEmpty()
                && classes.contains(Photo.TRAIN)
                && classes.stream().allMatch(SplitNames::isSplit)) {
            throw new DatasetException(CollectionReader.unknown(
                    root,
                    "its folders " + String.join(", ", classes)
                            + " have the names of splits, but no folders of classes in them"));
        }
        SplitNames used = new SplitNames(splits);
        scan.pictures().forEach((name, file) -> add(name, file, splits, used));
        photos.sort((a, b) -> a.name().compareTo(b.name()));
        String form = splits.isEmpty() ? "a folder for each class" : "splits with a folder for each class";
        return new PhotoCollection(form, photos, scan.unreadable(), ignored, notes(classes));
    }

    private void add(String name, Path file, Set<String> splits, SplitNames used) {
        String folder = first(name);
        String rest = name;
        Optional<String> split = Optional.empty();
        if (splits.contains(folder)) {
            split = used.split(folder);
            rest = name.substring(folder.length() + 1);
            if (split.isEmpty()) {
                ignored.add(new Finding(name, used.reason(folder)));
                return;
            }
        }
        if (!rest.contains("/")) {
            ignored.add(new Finding(name, "lies in no folder of a class"));
            return;
        }
        String label = first(rest);
        Set<String> labels = label.equals(BACKGROUND) ? Set.of() : Set.of(names.of(label));
        photos.add(new Photo(name, file, split.orElse(null), labels));
    }

    /** A single class often means that an archive was unpacked into an additional folder. */
    private List<String> notes(Set<String> classes) {
        List<String> notes = new ArrayList<>();
        if (classes.size() == 1 && hasFolders(classes.iterator().next())) {
            String only = classes.iterator().next();
            notes.add("all pictures lie below " + root.resolve(only)
                    + ", which is taken as one class; if its folders are" + " the classes, give it as --images");
        }
        return notes;
    }

    private boolean hasFolders(String folder) {
        return scan.picturesBelow(folder + "/").keySet().stream()
                .anyMatch(name -> name.indexOf('/', folder.length() + 1) > 0);
    }

    private static String first(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }
}
