package dev.eader.training.data;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Writes a file in one move, so that a reader or a later pass never finds half of it. */
public final class AtomicFile {
    private static final int MEBIBYTE = 1 << 20;

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes beside the file and moves the result over it. If writing fails, the file stays as it was.
     *
     * @param file whose folder exists
     * @throws IOException naming the file, and the free space if the system states only a reason
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path fresh = fresh(file);
        try {
            Files.write(fresh, content);
            replace(fresh, file);
        } catch (IOException e) {
            throw failure(file, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** As {@link #write}, and waits until the content is on the disk, so that it survives a failure of the power. */
    public static void writeDurably(Path file, Content content) throws IOException {
        Path fresh = fresh(file);
        try {
            try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
                content.writeTo(out);
                out.getFD().sync();
            }
            replace(fresh, file);
        } catch (IOException e) {
            throw failure(file, e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The exception for a file that could not be written; the system's message may lack the name of the file. */
    public static IOException failure(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemException) {
            return e;
        }
        Path folder = file.toAbsolutePath().getParent();
        return new IOException(
                String.format(
                        Locale.ROOT,
                        "%s could not be written: %s; %s has %,d MiB of free space",
                        file,
                        e.getMessage(),
                        folder,
                        Files.getFileStore(folder).getUsableSpace() / MEBIBYTE),
                e);
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void replace(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
