package dev.eader.camera;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the images of a folder in the order of their names. Files are selected by extension (.jpg, .jpeg, .png, .webp);
 * hidden files (names starting with a dot) are skipped. The frame id is the file name without its extension, decoded as
 * UTF-8 in every locale. Not thread-safe.
 */
public final class FolderSource implements FrameSource {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp");

    private final Iterator<Map.Entry<String, Path>> files;
    private final List<String> unreadable = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if the folder is missing, cannot be listed, has no image, or has two images whose
     *     names differ only in the extension
     */
    public FolderSource(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    folder + (Files.exists(folder) ? " is not a folder" : " does not exist") + "; a folder is needed");
        }
        Map<String, Path> byId = new HashMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(FolderSource::isImage).forEach(file -> {
                Path other = byId.put(frameId(file), file);
                if (other != null) {
                    throw new IllegalArgumentException(file + " and " + other + " have the same frame id, "
                            + frameId(file) + "; rename one of them");
                }
            });
        } catch (IOException e) {
            throw new IllegalArgumentException("folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
        if (byId.isEmpty()) {
            throw new IllegalArgumentException(
                    "folder " + folder + " has no image; .jpg, .jpeg, .png or .webp files are needed");
        }
        files = byId.entrySet().stream()
                .sorted(Comparator.comparing(entry -> name(entry.getValue())))
                .iterator();
    }

    /**
     * Returns the next readable image.
     *
     * @throws UncheckedIOException after the last image, if any could not be read; the message names all of them
     */
    @Override
    public Optional<CameraFrame> next() {
        while (files.hasNext()) {
            Map.Entry<String, Path> file = files.next();
            try {
                return Optional.of(new CameraFrame(file.getKey(), Files.readAllBytes(file.getValue()), Instant.now()));
            } catch (IOException e) {
                unreadable.add("image " + file.getValue() + " cannot be read: " + e);
            }
        }
        if (!unreadable.isEmpty()) {
            String message = String.join("\n", unreadable) + "\nAll other images of the folder were read.";
            throw new UncheckedIOException(message, new IOException(message));
        }
        return Optional.empty();
    }

    private static boolean isImage(Path file) {
        int dot = name(file).lastIndexOf('.');
        return dot > 0
                && !name(file).startsWith(".")
                && EXTENSIONS.contains(name(file).substring(dot + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    private static String frameId(Path file) {
        return name(file).substring(0, name(file).lastIndexOf('.'));
    }

    /**
     * Returns the file name. It is decoded from the URI, which keeps the bytes of the name: {@code toString} replaces
     * characters that the locale cannot encode.
     */
    private static String name(Path file) {
        String uri = file.toUri().getRawPath();
        String bytes = uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1);
        return URLDecoder.decode(bytes.replace("+", "%2B"), UTF_8);
    }
}
