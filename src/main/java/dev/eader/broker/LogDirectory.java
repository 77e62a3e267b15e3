package dev.eader.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/**
 * The log directory of a broker, locked for one broker at a time. Kafka's own lock is too late: a second broker first writes
 * to the metadata of the running one, which then cannot shut down.
 */
final class LogDirectory implements AutoCloseable {

    private final Path path;
    private final boolean keep;
    private final FileChannel lock;

    private LogDirectory(Path path, boolean keep, FileChannel lock) {
        this.path = path;
        this.keep = keep;
        this.lock = lock;
    }

    /**
     * @param dir created if missing, and kept; if empty, a temporary directory that {@link #close()} deletes
     * @throws IOException if it is in use, not a directory, or not writable
     */
    static LogDirectory open(Optional<Path> dir) throws IOException {
        Path path = dir.isPresent()
                ? Files.createDirectories(dir.get().toAbsolutePath())
                : Files.createTempDirectory("eader-kafka-");
        return new LogDirectory(path, dir.isPresent(), lock(path.resolve(".in-use")));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (!keep) {
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("directory " + path + " could not be released: " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another broker in this JVM has the lock.
        }
        channel.close();
        throw new IOException("another broker has the lock " + file);
    }

    private void delete() throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
