package dev.eader.training.collection;

import dev.eader.training.data.DataFiles;
import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelTable;
import dev.eader.training.data.LabelTable.Row;
import dev.eader.training.data.LabelsCsv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads pictures with a {@link LabelTable}. An id is the path of a picture or its file name, with or without extension.
 * {@code ImageSets/train.txt} and {@code val.txt} replace the split column, as in {@link LabelsCsv}.
 */
final class TableCollection {
    private static final String IMAGES = "JPEGImages/";

    private final Path root;
    private final Path table;
    private final FolderScan scan;
    /** Those below JPEGImages if there are any; else all. */
    private final Map<String, Path> pictures;
    /** Names of pictures by each text that may be their id. */
    private final Map<String, Set<String>> namesById = new TreeMap<>();

    private final List<Photo> photos = new ArrayList<>();
    private final List<Finding> ignored = new ArrayList<>();

    private TableCollection(Path root, Path table, FolderScan scan) {
        this.root = root;
        this.table = table;
        this.scan = scan;
        pictures = scan.picturesBelow(IMAGES).isEmpty() ? scan.pictures() : scan.picturesBelow(IMAGES);
        for (String name : pictures.keySet()) {
            String inImages = name.startsWith(IMAGES) ? name.substring(IMAGES.length()) : name;
            String file = name.substring(name.lastIndexOf('/') + 1);
            for (String id : List.of(name, stem(name), inImages, stem(inImages), file, stem(file))) {
                namesById.computeIfAbsent(id, unknown -> new TreeSet<>()).add(name);
            }
        }
    }

    static PhotoCollection read(Path root, Path table, FolderScan scan) {
        return new TableCollection(root, table, scan).collection();
    }

    private PhotoCollection collection() {
        Map<String, Row> rows = LabelTable.read(table);
        Map<String, Set<String>> splits = splits(rows);
        Set<String> used = new TreeSet<>();
        splits.values().forEach(used::addAll);
        SplitNames names = new SplitNames(used);
        ClassNames classes = new ClassNames(table);
        Map<String, String> idsByName = new TreeMap<>();
        splits.forEach((id, given) -> {
            Row row = rows.get(id);
            if (row == null) {
                throw new DatasetException(table + " has no line for the image " + id + " of a list in ImageSets");
            }
            Set<String> labels = new TreeSet<>();
            row.names().forEach(label -> labels.add(classes.of(label)));
            String name = name(id);
            String other = idsByName.putIfAbsent(name, id);
            if (other != null) {
                throw new DatasetException(
                        table + " has two ids of the picture " + name + ": " + other + " and " + id + "; remove one");
            }
            Optional<String> split = split(id, given, names);
            if (given.isEmpty() || split.isPresent()) {
                photos.add(new Photo(name, file(name), split.orElse(null), labels));
            } else {
                ignored.add(new Finding(name, names.reason(given.iterator().next())));
            }
        });
        for (String name : pictures.keySet()) {
            if (!idsByName.containsKey(name)) {
                ignored.add(new Finding(name, "is not listed in " + table.getFileName()));
            }
        }
        photos.sort((a, b) -> a.name().compareTo(b.name()));
        return new PhotoCollection("labels of " + table.getFileName(), photos, scan.unreadable(), ignored, List.of());
    }

    /** Returns the splits of the images to use, by id; an empty set without a given split. */
    private Map<String, Set<String>> splits(Map<String, Row> rows) {
        Map<String, Set<String>> splits = new LinkedHashMap<>();
        for (String split : List.of(Photo.TRAIN, Photo.VAL)) {
            if (Files.isRegularFile(LabelsCsv.list(root, split))) {
                for (String id : DataFiles.ids(LabelsCsv.list(root, split))) {
                    splits.computeIfAbsent(id, unknown -> new TreeSet<>()).add(split);
                }
            }
        }
        if (splits.isEmpty()) {
            rows.forEach((id, row) -> splits.put(id, row.splits()));
        }
        return splits;
    }

    private Optional<String> split(String id, Set<String> given, SplitNames names) {
        Set<String> kept = new HashSet<>();
        given.forEach(name -> names.split(name).ifPresent(kept::add));
        if (kept.size() > 1) {
            throw new DatasetException(table + ": " + id + " is in the splits " + String.join(" and ", given)
                    + "; validation needs pictures that are not trained on, so remove it from one");
        }
        return kept.stream().findFirst();
    }

    /** Returns the name of an id's picture; the id itself if there is none, so that it is reported as missing. */
    private String name(String id) {
        Set<String> found = namesById.getOrDefault(FolderScan.normalized(id), Set.of());
        if (found.size() > 1) {
            throw new DatasetException(table + ": the id " + id + " fits several pictures: " + String.join(", ", found)
                    + "; write the path relative to " + root + " as id");
        }
        return found.isEmpty() ? id : found.iterator().next();
    }

    private Path file(String name) {
        Path file = pictures.get(name);
        return file == null ? root.resolve(name) : file;
    }

    private static String stem(String name) {
        return name.replaceFirst("(?i)\\.[a-z]{3,4}$", "");
    }
}
