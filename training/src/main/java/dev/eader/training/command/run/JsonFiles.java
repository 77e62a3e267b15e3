package dev.eader.training.command.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.eader.training.data.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new IllegalArgumentException(unknownFields(file, List.of(unknown.getPropertyName())), e);
        }
        String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
        return new IllegalArgumentException(file + " is broken: " + e.getOriginalMessage() + line + "; " + writer, e);
    }

    /** Message for fields that this version does not have. */
    static String unknownFields(Path file, List<String> names) {
        return file + " has fields that this version does not know: " + String.join(", ", names)
                + "; it was written by another version or changed: use that version, or remove these fields to go on"
                + " without what they set";
    }

    /** Writes a file atomically: a reader finds the old content or the new, never a part. */
    public static void write(Path file, Object value) throws IOException {
        byte[] json = JSON.writeValueAsBytes(value);
        AtomicFile.writeDurably(file, out -> out.write(json));
    }
}
