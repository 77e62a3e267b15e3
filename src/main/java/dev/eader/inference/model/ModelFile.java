package dev.eader.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Reads model files. Accepts regular files only, because reading a named pipe may block forever. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Reads a whole file.
     *
     * @param maxBytes size limit, option {@code eader.model.max-bytes}
     * @throws ModelRefusedException if the file cannot be read, is not a regular file or is larger than
     *     {@code maxBytes}
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
            throw refused(file, "it cannot be read: " + outOfMemory(e));
        }
    }

    /** Says what to do about a model for which the heap is too small. */
    static String outOfMemory(OutOfMemoryError e) {
        return "not enough memory (" + e.getMessage()
                + "); increase the JVM's heap, or lower eader.model.max-bytes to refuse such files";
    }

    /** @return 64 lower-case hexadecimal digits */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static ModelRefusedException tooLarge(Path file, long size, int maxBytes) {
        return refused(file, "it has " + size + " bytes; eader.model.max-bytes accepts up to " + maxBytes);
    }

    private static ModelRefusedException refused(Path file, String reason) {
        return new ModelRefusedException(file.toString(), List.of(reason));
    }
}
