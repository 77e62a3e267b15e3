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
 * Where a broker keeps its log, for one broker at a time. Kafka locks the place too, but only after a second broker there
 * has written into the first one's metadata, which then never ends.
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
     * @param dir made where it is missing, and kept; when not given, a fresh one that {@link #close()} removes
     * @throws IOException when it is in use, no directory, or not writable
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
            // It is in this JVM that another broker has it.
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
