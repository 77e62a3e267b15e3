package dev.eader.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Detects that a file was replaced: in place, by a rename, or by a symbolic link that points elsewhere. Follows
 * symbolic links. Not thread-safe.
 */
final class WatchedFile {
    private final Path path;
    private State lastSeen;
    private State lastReported;

    /**
     * Attributes that identify a version of a file. Programs cannot set the time of the last status change, so it
     * differs even if size and modification time were preserved.
     */
    private record State(Object file, long size, FileTime modified, Object statusChanged) {
        static final State MISSING = new State(null, -1, FileTime.fromMillis(0), null);

        static State of(Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new State(
                        attributes.fileKey(), attributes.size(), attributes.lastModifiedTime(), statusTime(path));
            } catch (IOException e) {
                return MISSING;
            }
        }
    }

    /** @return null on file systems without this attribute */
    private static Object statusTime(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
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
     * Checks the file once, and reports a change when two consecutive checks see the same new version, so that a file
     * that is still being written is not reported. A version is reported once, unless {@link #changedSinceCheck}
     * follows.
     */
    boolean isStableAndNew() {
        State now = State.of(path);
        boolean stable = now.equals(lastSeen);
        lastSeen = now;
        boolean isNew = stable && !now.equals(lastReported);
        if (isNew) {
            lastReported = now;
        }
        return isNew;
    }

    /** Whether the file was missing at the last check. */
    boolean isMissing() {
        return lastSeen.equals(State.MISSING);
    }

    /** Whether the file changed after the last check. If so, its next stable version is reported again. */
    boolean changedSinceCheck() {
        boolean changed = !State.of(path).equals(lastSeen);
        if (changed) {
            lastReported = null;
        }
        return changed;
    }
}
