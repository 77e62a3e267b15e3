package dev.eader.training.command.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.eader.training.data.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes indented JSON files. Error messages name the file. */
public final class JsonFiles {
    public static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonFiles() {}

    /**
     * Reads a file that holds one JSON object.
     *
     * @param writer sentence for the error message that states which command writes the file
     * @throws IllegalArgumentException if the file is missing or its content does not have this type
     */
    public static <T> T read(Path file, Class<T> type, String writer) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing; " + writer);
        }
        try {
            T value = JSON.readValue(file.toFile(), type);
            if (value == null || value instanceof JsonNode node && !node.isObject()) {
                throw new IllegalArgumentException(file + " is broken: it must contain one JSON object; " + writer);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw broken(file, e, writer);
        }
    }

    static IllegalArgumentException broken(Path file, JsonProcessingException e, String writer) {
        String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
        return new IllegalArgumentException(file + " is broken: " + e.getOriginalMessage() + line + "; " + writer, e);
    }

    /** Writes a file atomically: a reader finds the old content or the new, never a part. */
    public static void write(Path file, Object value) throws IOException {
        AtomicFile.write(file, JSON.writeValueAsBytes(value));
    }
}
