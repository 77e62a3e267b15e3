package dev.eader.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** A file that may be replaced: in place, by a rename, or by a link that comes to lead elsewhere. Not thread-safe. */
final class WatchedFile {
    private final Path path;
    private State seen;
    private State judged;

    /**
     * What differs between a file and its successor, links followed. The time of the last status change cannot be set by
     * programs, so it differs even where size and modification time were kept.
     */
    private record State(Object file, long size, FileTime modified, Object statusChanged) {
        static final State GONE = new State(null, -1, FileTime.fromMillis(0), null);

        static State of(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new State(
                        attributes.fileKey(), attributes.size(), attributes.lastModifiedTime(), statusTime(path));
            } catch (IOException e) {
                return GONE;
            }
        }
    }

    /** Null on file systems that do not keep it. */
    private static Object statusTime(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            return null;
        }
    }

    WatchedFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * Whether it is another one than was judged last, and the same as at the look before: a file that still grows is let
     * be. It is judged then, unless {@link #changedMeanwhile()}.
     */
    boolean settledAnew() {
        State now = State.of(path);
        boolean settled = now.equals(seen);
        seen = now;
        boolean anew = settled && !now.equals(judged);
        if (anew) {
            judged = now;
        }
        return anew;
    }

    boolean gone() {
        return seen.equals(State.GONE);
    }

    /** Whether it changed since the last look; then it counts as not judged. */
    boolean changedMeanwhile() {
        boolean changed = !State.of(path).equals(seen);
        if (changed) {
            judged = null;
        }
        return changed;
    }
}
