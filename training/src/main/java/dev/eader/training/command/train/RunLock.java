package dev.eader.training.command.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Locks a run's folder for one training, with a lock on the file {@code run.lock}. The operating system releases the lock
 * when the process ends, also after a crash; the file remains.
 */
public final class RunLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a folder, and creates it if it is missing.
     *
     * @throws IllegalArgumentException if another training has locked it
     */
    public static RunLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.toAbsolutePath().resolve("run.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException lockedByThisProcess) {
            // refused below
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new IllegalArgumentException("another training is running in " + folder + " (it has locked " + file
                    + "); wait until it ends or give another --out");
        }
        return new RunLock(file, channel);
    }

    /** Releases the lock. A folder in which no run was started is removed if it is empty. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(file.resolveSibling("run.json"))) {
            Files.deleteIfExists(file);
            try {
                Files.deleteIfExists(file.getParent());
            } catch (DirectoryNotEmptyException e) {
                // the folder contains files of the user
            }
        }
        channel.close();
    }
}
