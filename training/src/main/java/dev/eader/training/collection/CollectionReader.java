package dev.eader.training.collection;

import dev.eader.training.data.DatasetException;
import dev.eader.training.data.LabelsCsv;
import dev.eader.training.data.VocDevkit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Recognises the form of a photo collection and reads it. */
final class CollectionReader {
    private static final String FORMS =
            """
            accepted are:
              a folder for each class:   PHOTOS/cat/1.jpg, PHOTOS/dog/2.jpg; PHOTOS/_background for pictures of no class
              the same with splits:      PHOTOS/train/cat/1.jpg, PHOTOS/val/cat/2.jpg
              a table:                   PHOTOS/labels.csv or --labels FILE.csv, with the header id,split,labels
              the VOC devkit:            VOCdevkit/VOC2012
              COCO:                      --labels FILE.json with images, annotations and categories""";

    private CollectionReader() {}

    /**
     * Reads a collection.
     *
     * @param labels table or JSON of the labels; null to recognise the form from the folder
     * @param background folder of pictures of no class; may be null
     * @throws DatasetException if the folder has no pictures, an unknown or an ambiguous form
     */
    static PhotoCollection read(Path images, Path labels, Path background) throws IOException {
        requireFolder("--images", images);
        if (background != null) {
            requireFolder("--background", background);
        }
        PhotoCollection read = labels == null ? recognised(images, background) : labelled(images, labels, background);
        PhotoCollection all = background == null ? read : withBackground(read, background);
        if (all.photos().isEmpty()) {
            throw new DatasetException(unknown(images, "it has no pictures"));
        }
        return all;
    }

    /** Returns a message that lists the accepted forms. */
    static String unknown(Path images, String found) {
        return images + " has no known form of a photo collection: " + found + "; " + FORMS;
    }

    private static PhotoCollection recognised(Path images, Path background) throws IOException {
        if (Files.exists(LabelsCsv.in(images))) {
            return TableCollection.read(images, LabelsCsv.in(images), FolderScan.of(images, background));
        }
        Optional<Path> devkit = VocDevkit.find(images);
        if (devkit.isPresent()) {
            return DevkitCollection.read(devkit.get());
        }
        FolderScan scan = FolderScan.of(images, background);
        if (scan.pictures().isEmpty()) {
            String others = scan.others().isEmpty()
                    ? "no files"
                    : scan.others().size() + " files, as "
                            + scan.others().stream().sorted().findFirst().orElseThrow();
            throw new DatasetException(unknown(images, "it has no pictures (it has " + others + ")"));
        }
        return withOthers(ClassFolders.read(images, scan), scan);
    }

    private static PhotoCollection labelled(Path images, Path labels, Path background) throws IOException {
        if (!Files.isRegularFile(labels)) {
            throw new DatasetException("--labels " + labels + " is not a file; a .csv or .json file is accepted");
        }
        String name = labels.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return TableCollection.read(images, labels, FolderScan.of(images, background));
        } else if (name.endsWith(".json")) {
            return CocoCollection.read(images, labels, FolderScan.of(images, background));
        }
        throw new DatasetException("--labels takes a table FILE.csv or a COCO file FILE.json, not " + labels);
    }

    private static PhotoCollection withOthers(PhotoCollection collection, FolderScan scan) {
        List<Finding> ignored = new ArrayList<>(collection.ignored());
        scan.others().stream().sorted().forEach(name -> ignored.add(new Finding(name, "is not a picture")));
        return new PhotoCollection(
                collection.form(), collection.photos(), collection.unreadable(), ignored, collection.notes());
    }

    /** Adds the pictures of {@code --background}; their names start with {@code background:}. */
    private static PhotoCollection withBackground(PhotoCollection collection, Path background) throws IOException {
        FolderScan scan = FolderScan.of(background, null);
        if (scan.pictures().isEmpty()) {
            throw new DatasetException("--background " + background + " has no pictures");
        }
        List<Photo> photos = new ArrayList<>(collection.photos());
        scan.pictures().forEach((name, file) -> photos.add(new Photo("background:" + name, file, null, Set.of())));
        List<Finding> unreadable = new ArrayList<>(collection.unreadable());
        unreadable.addAll(scan.unreadable());
        return new PhotoCollection(
                collection.form() + ", with a folder of background pictures",
                photos,
                unreadable,
                collection.ignored(),
                collection.notes());
    }

    private static void requireFolder(String option, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(option + " " + folder
                    + (Files.exists(folder) ? " is not a folder" : " does not exist") + "; give a folder of pictures");
        }
    }
}
