package dev.eader.training.collection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.data.DatasetException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The checked photos of an unfinished folder, one JSON object per line, so that a repeated command continues. A line that a
 * killed process left incomplete is ignored. {@link #add} is thread-safe.
 */
final class CheckJournal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;

    private CheckJournal(BufferedWriter out) {
        this.out = out;
    }

    /** @return checked photos by name; empty without a journal */
    static Map<String, CheckedPhoto> read(Path file) throws IOException {
        Map<String, CheckedPhoto> checked = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                try {
                    CheckedPhoto photo = JSON.readValue(line, CheckedPhoto.class);
                    checked.put(photo.name(), photo);
                } catch (JsonProcessingException incomplete) {
                    // This photo is checked again.
                }
            }
        }
        return checked;
    }

    /**
     * Opens a journal to append to it, and locks it until it is closed or the process ends.
     *
     * @throws DatasetException if another process has locked it
     */
    static CheckJournal open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
        if (!isLocked(channel)) {
            out.close();
            throw new DatasetException(file.getParent()
                    + " is being prepared by another command; wait until it ends, or give another --out");
        }
        // The last line may be incomplete.
        out.newLine();
        return new CheckJournal(out);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException lockedByThisProcess) {
            return false;
        }
    }

    /** Appends a photo whose prepared picture is complete. */
    synchronized void add(CheckedPhoto photo) throws IOException {
        out.write(JSON.writeValueAsString(photo));
        out.newLine();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
