package dev.eader.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file in one move, so that a reader or a later pass never finds half of it. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes beside the file and moves the result over it. If writing fails, the file stays as it was.
     *
     * @param file whose folder exists
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
