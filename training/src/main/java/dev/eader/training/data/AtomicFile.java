package dev.eader.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files atomically, so that readers never see a partial file. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a temporary file and renames it to {@code file}. If writing fails, an existing file is unchanged.
     *
     * @param file target file, in an existing folder
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
