package dev.eader.training.command.run;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.erasing.WriteAttention;
import dev.eader.training.data.Dataset;
import dev.eader.training.onnx.ExportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares the class lists of runs, files and data: with other names or another order, every figure would be wrong. */
public final class ClassLists {
    private ClassLists() {}

    /** The list for a model's metadata {@code eader.classes}: JSON in ASCII, because ONNX Runtime's Java API garbles
     * characters beyond U+FFFF. */
    public static String json(List<String> classes) throws IOException {
        return Run.JSON
                .writer()
                .without(SerializationFeature.INDENT_OUTPUT)
                .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(classes);
    }

    /**
     * Compares two lists.
     *
     * @throws IllegalArgumentException with both lists, if they are not equal
     */
    public static void requireSame(String one, List<String> ones, String other, List<String> others) {
        if (!ones.equals(others)) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s has the classes %s, but %s has %s; both must have the same names in",
                            one,
                            ones,
                            other,
                            others)
                    + " the same order");
        }
    }

    /**
     * Compares a run's list.
     *
     * @param run folder of a run of any kind
     * @return its {@code run.json}
     */
    public static JsonNode requireSame(Path run, List<String> classes) throws IOException {
        JsonNode settings = JsonFiles.read(run.resolve("run.json"), JsonNode.class, "a training writes it");
        List<String> theirs = new ArrayList<>();
        settings.path("classes").forEach(name -> theirs.add(name.asText()));
        requireSame(run.toString(), theirs, "the data", classes);
        return settings;
    }

    /** The same data, if it has the classes of the run. */
    public static Dataset checked(Dataset dataset, List<String> classes) {
        requireSame("the run", classes, "the data", dataset.classes());
        return dataset;
    }

    /** Compares a model's metadata. */
    public static void requireSame(Path model, ExportedModel file, String other, List<String> others)
            throws IOException {
        String stated = file.metadata().get("eader.classes");
        List<String> classes = new ArrayList<>();
        JsonNode names = stated == null ? null : Run.JSON.readTree(stated);
        if (names == null || !names.isArray()) {
            throw new IllegalArgumentException(model + " states no list of classes in its metadata (eader.classes)");
        }
        names.forEach(name -> classes.add(name.asText()));
        requireSame(model.toString(), classes, other, others);
    }

    /** Compares the classes that a folder of attention states in {@code attention.json}, if there is one. */
    public static void requireSame(Path attention, Dataset dataset) throws IOException {
        Path file = attention.resolve("attention.json");
        if (Files.isRegularFile(file)) {
            List<String> classes = JsonFiles.read(file, WriteAttention.Settings.class, "`attention` writes it")
                    .classes();
            requireSame(file.toString(), classes, "the data", dataset.classes());
        }
    }
}
