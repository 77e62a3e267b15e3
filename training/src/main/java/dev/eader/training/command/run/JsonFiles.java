package dev.eader.training.command.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.data.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes the JSON files of runs and passes; a broken one is refused by its name. */
public final class JsonFiles {
    private JsonFiles() {}

    /**
     * Reads a file.
     *
     * @param origin what writes the file, for the message
     * @throws IllegalArgumentException naming the file and the fault, if it is missing or not of this form
     */
    public static <T> T read(Path file, Class<T> type, String origin) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing; " + origin);
        }
        try {
            T value = Run.JSON.readValue(file.toFile(), type);
            if (value == null || value instanceof JsonNode node && !node.isObject()) {
                throw new IllegalArgumentException(file + " is broken: it holds no JSON object; " + origin);
            }
            return value;
        } catch (JsonProcessingException e) {
            String place =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new IllegalArgumentException(
                    file + " is broken: " + e.getOriginalMessage() + place + "; " + origin, e);
        }
    }

    /** Writes a file in one move: it is there as a whole or not at all. */
    public static void write(Path file, Object value) throws IOException {
        AtomicFile.write(file, Run.JSON.writeValueAsBytes(value));
    }
}
