package dev.eader.training.command.run;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.eader.training.onnx.ExportedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares class lists. Labels are numbers in the order of these lists, so names and order must be equal. */
public final class ClassLists {
    private ClassLists() {}

    /**
     * Formats the model metadata {@code eader.classes}. The JSON is ASCII, because ONNX Runtime's Java API garbles
     * characters beyond U+FFFF.
     */
    public static String json(List<String> classes) throws IOException {
        return JsonFiles.JSON
                .writer()
                .without(SerializationFeature.INDENT_OUTPUT)
                .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(classes);
    }

    /**
     * Compares two lists.
     *
     * @param owner of the first list, for the message
     * @throws IllegalArgumentException stating both lists if they differ
     */
    public static void requireSame(String owner, List<String> classes, String other, List<String> others) {
        if (!classes.equals(others)) {
            throw new IllegalArgumentException(owner + " has the classes " + classes + ", but " + other + " has "
                    + others + "; both must have the same names in the same order");
        }
    }

    /**
     * Compares the list in a model's metadata with another.
     *
     * @throws IllegalArgumentException if they differ or the model has none
     */
    public static void requireSame(Path model, ExportedModel file, String other, List<String> others)
            throws IOException {
        String metadata = file.metadata().get("eader.classes");
        JsonNode names = metadata == null ? null : JsonFiles.JSON.readTree(metadata);
        if (names == null || !names.isArray()) {
            throw new IllegalArgumentException(
                    model + " has no list of classes in its metadata (eader.classes); export it again");
        }
        requireSame(model.toString(), names(names), other, others);
    }

    /** The names in a JSON array; empty if the node is missing. */
    static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }
}
