package dev.eader.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads model files. Anything that is not a regular file is refused, because reading a pipe may wait without end. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * @param maxBytes size limit, option {@code eader.model.max-bytes}
     * @return all of the file's bytes
     * @throws ModelRefusedException when it cannot be read, is not a regular file or is larger than {@code maxBytes}
     */
    public static byte[] read(Path file, int maxBytes) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (!Files.isRegularFile(file)) {
                throw refused(file, "it cannot be read: it is not a regular file");
            }
            long size = Files.size(file);
            if (size > maxBytes) {
                throw tooLarge(file, size, maxBytes);
            }
            try (InputStream content = Files.newInputStream(file)) {
                byte[] bytes = content.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw tooLarge(file, bytes.length, maxBytes);
                }
                return bytes;
            }
        } catch (IOException e) {
            throw refused(file, "it cannot be read: " + e);
        } catch (OutOfMemoryError e) {
            throw refused(
                    file,
                    "memory is not enough to read it (" + e.getMessage()
                            + "); give the JVM more, or lower eader.model.max-bytes to refuse such files");
        }
    }

    private static ModelRefusedException tooLarge(Path file, long size, int maxBytes) {
        return refused(file, "it has " + size + " bytes; eader.model.max-bytes accepts up to " + maxBytes);
    }

    private static ModelRefusedException refused(Path file, String reason) {
        return new ModelRefusedException(file.toString(), List.of(reason));
    }
}
