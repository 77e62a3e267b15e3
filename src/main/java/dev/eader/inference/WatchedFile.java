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

    /** What tells a file's content from another without reading it, links followed. */
    private record State(Object file, long size, FileTime modified) {
        static final State GONE = new State(null, -1, FileTime.fromMillis(0));

        static State of(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new State(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
            } catch (IOException e) {
                return GONE;
            }
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
