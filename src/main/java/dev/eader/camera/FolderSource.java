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
 * The pictures of a folder, by extension, in the order of their names. Hidden files (those whose names begin with a dot,
 * such as the companion files of macOS) are skipped. A frame's id is its file's name without the extension, read as UTF-8
 * in every locale; its bytes are the file's.
 */
public final class FolderSource implements FrameSource {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp");

    private final Iterator<Map.Entry<String, Path>> files;
    private final List<String> unreadable = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when the folder is missing, cannot be listed, holds no picture, or holds two that
     *     differ in extension alone and so would be the same frame
     */
    public FolderSource(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    folder + (Files.exists(folder) ? " is not a folder" : " does not exist") + "; a folder is needed");
        }
        var byId = new HashMap<String, Path>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(FolderSource::isPicture).forEach(file -> {
                Path other = byId.put(frameId(file), file);
                if (other != null) {
                    throw new IllegalArgumentException(file + " and " + other + " are the same frame by their names");
                }
            });
        } catch (IOException e) {
            throw new IllegalArgumentException("folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
        if (byId.isEmpty()) {
            throw new IllegalArgumentException(
                    "folder " + folder + " holds no picture: .jpg, .jpeg, .png or .webp files are needed");
        }
        files = byId.entrySet().stream()
                .sorted(Comparator.comparing(entry -> name(entry.getValue())))
                .iterator();
    }

    /**
     * The next picture that can be read.
     *
     * @throws UncheckedIOException after the last picture, naming all that could not be read
     */
    @Override
    public Optional<CameraFrame> next() {
        while (files.hasNext()) {
            var file = files.next();
            try {
                return Optional.of(new CameraFrame(file.getKey(), Files.readAllBytes(file.getValue()), Instant.now()));
            } catch (IOException e) {
                unreadable.add("picture " + file.getValue() + " cannot be read: " + e);
            }
        }
        if (!unreadable.isEmpty()) {
            var message = String.join("\n", unreadable) + "\nAll other pictures of the folder were read.";
            throw new UncheckedIOException(message, new IOException(message));
        }
        return Optional.empty();
    }

    private static boolean isPicture(Path file) {
        int dot = name(file).lastIndexOf('.');
        return dot > 0
                && !name(file).startsWith(".")
                && EXTENSIONS.contains(name(file).substring(dot + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    private static String frameId(Path file) {
        return name(file).substring(0, name(file).lastIndexOf('.'));
    }

    /** From the URI, which has the bytes of the name: {@code toString} loses what the locale's encoding lacks. */
    private static String name(Path file) {
        String uri = file.toUri().getRawPath();
        String bytes = uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1);
        return URLDecoder.decode(bytes.replace("+", "%2B"), UTF_8);
    }
}
