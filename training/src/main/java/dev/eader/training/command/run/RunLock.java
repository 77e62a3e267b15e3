package dev.eader.training.command.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a run's folder for one training: {@code run.lock} is locked while it runs. The operating system releases the lock
 * when the process ends, however it ends; the file stays.
 */
public final class RunLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a folder, which is created if it is missing.
     *
     * @throws IllegalArgumentException if another training holds it
     */
    public static RunLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("run.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            // refused below
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new IllegalArgumentException("another training is running in " + folder + " (it holds " + file
                    + "); wait for its end or give another --out");
        }
        return new RunLock(file, channel);
    }

    /** Releases the folder; one that no run was begun in is removed if it is empty. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(file.resolveSibling("run.json"))) {
            Files.deleteIfExists(file);
            deleteIfEmpty(file.getParent());
        }
        channel.close();
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // holds files of the user
        }
    }
}
