package dev.eader.training.collection;

import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files below a folder, without hidden ones (names that start with a dot, and {@code __MACOSX}). Links are followed.
 *
 * @param pictures files with the content or the name of a picture, by name: the path relative to the folder, with slashes
 * @param others names of the other files
 * @param unreadable folders and links that cannot be read
 */
record FolderScan(TreeMap<String, Path> pictures, List<String> others, List<Finding> unreadable) {
    private static final String PICTURE_NAME = ".*\\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|heic|heif|avif)";
    private static final int MAGIC_BYTES = 12;

    /**
     * Lists the files of a folder.
     *
     * @param excluded folder below it that is left out; may be null
     */
    static FolderScan of(Path folder, Path excluded) throws IOException {
        Path omitted = excluded == null ? null : excluded.toRealPath();
        FolderScan scan = new FolderScan(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                            throws IOException {
                        boolean isOmitted =
                                omitted != null && visited.toRealPath().equals(omitted);
                        return !visited.equals(folder) && (isOmitted || isHidden(visited))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!isHidden(file)) {
                            scan.add(name(folder, file), file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (file.equals(folder)) {
                            throw e;
                        }
                        if (!isHidden(file)) {
                            scan.unreadable.add(new Finding(name(folder, file), "cannot be read: " + e));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return scan;
    }

    /**
     * Returns the path relative to a folder, with slashes and composed characters. It comes from the URI, because paths contain
     * question marks instead of letters beyond ASCII if the environment has no UTF-8 locale.
     */
    static String name(Path folder, Path file) {
        URI base = folder.toAbsolutePath().toUri();
        String name = base.relativize(file.toAbsolutePath().toUri()).getPath();
        return normalized(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    }

    /** Returns a name with composed characters: file systems and tables may write the same letter in two forms. */
    static String normalized(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Returns the pictures whose names start with a text. */
    Map<String, Path> picturesBelow(String prefix) {
        return pictures.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private void add(String name, Path file) {
        if (name.toLowerCase(Locale.ROOT).matches(PICTURE_NAME) || startsLikePicture(file)) {
            pictures.put(name, file);
        } else {
            others.add(name);
        }
    }

    private static boolean startsLikePicture(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ImageFormat.of(in.readNBytes(MAGIC_BYTES));
            return true;
        } catch (IOException | ImageException e) {
            return false;
        }
    }

    private static boolean isHidden(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.equals("__MACOSX");
    }
}
