package dev.eader.training.command.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.attention.Views;
import dev.eader.training.evaluation.EvaluationCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Folder of a training run. It contains {@code run.json} (settings), {@code checkpoint.safetensors}, {@code log.csv}, and
 * after an evaluation {@code card.json}.
 */
public record RunFolder(Path path) {
    private static final String WRITER = "a training writes it";
    private static final List<String> PATHS =
            List.of("data", "voc", "list", "images", "labels", "init", "localizerInit", "adversaryInit");

    public Path settingsFile() {
        return path.resolve("run.json");
    }

    public Path logFile() {
        return path.resolve("log.csv");
    }

    public Checkpoint checkpoint() {
        return new Checkpoint(path.resolve("checkpoint.safetensors"));
    }

    /**
     * Reads {@code run.json}.
     *
     * @param required fields that every run of this kind has
     * @throws IllegalArgumentException if the file is missing, broken, or of another kind of training
     */
    public <T extends RunSettings> T settings(Class<T> type, String... required) throws IOException {
        ObjectNode json = settings();
        for (String field : required) {
            JsonNode value = json.get(field);
            if (value == null || value.isNull() || value.isArray() && value.isEmpty()) {
                throw new IllegalArgumentException(
                        settingsFile() + " is broken or of another kind of training: it has no" + " value for \""
                                + field + "\"; restore it or give the folder of another run");
            }
        }
        try {
            T run = JsonFiles.JSON.treeToValue(json, type);
            if (run.batch() < 1 || run.totalSteps() < 1) {
                throw new IllegalArgumentException(settingsFile() + " is broken: its batch has " + run.batch()
                        + " pictures and its training " + run.totalSteps()
                        + " steps, but both must be at least 1; restore it");
            }
            return run;
        } catch (JsonProcessingException e) {
            throw JsonFiles.broken(settingsFile(), e, WRITER);
        }
    }

    /**
     * Checks before a run is resumed that this version knows all fields of {@code run.json}: a field that it ignores could change
     * the training.
     *
     * @param settings as read from the file
     * @throws IllegalArgumentException naming the unknown fields
     */
    public void requireKnownFields(RunSettings settings) throws IOException {
        List<String> unknown = new ArrayList<>();
        settings().fieldNames().forEachRemaining(unknown::add);
        JsonFiles.JSON.valueToTree(settings).fieldNames().forEachRemaining(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(JsonFiles.unknownFields(settingsFile(), unknown));
        }
    }

    /** Reads {@code run.json} of any kind of training. */
    public ObjectNode settings() throws IOException {
        return JsonFiles.read(settingsFile(), ObjectNode.class, WRITER);
    }

    public void write(RunSettings settings) throws IOException {
        Files.createDirectories(path);
        JsonFiles.write(settingsFile(), settings);
    }

    /**
     * Checks that the run was trained with these classes in this order.
     *
     * @throws IllegalArgumentException stating both lists if they differ
     */
    public void requireClasses(List<String> classes) throws IOException {
        ClassLists.requireSame(path.toString(), ClassLists.names(settings().path("classes")), "the data", classes);
    }

    /**
     * Reads a card.
     *
     * @param name of the file, as {@link #cardName} returns it
     */
    public EvaluationCard card(String name) throws IOException {
        return JsonFiles.read(path.resolve(name), EvaluationCard.class, "`evaluate` writes it");
    }

    /** Name of the card of an evaluation: {@code card.json} unless views are combined or attention is refined. */
    public static String cardName(Views views, boolean isRefined) {
        return "card" + suffix(views, isRefined) + ".json";
    }

    public static String contactSheetName(Views views, boolean isRefined) {
        return "contact-sheet" + suffix(views, isRefined) + ".jpg";
    }

    private static String suffix(Views views, boolean isRefined) {
        return (views.isSingle() ? "" : "-multi-scale") + (isRefined ? "-refined" : "");
    }

    /** Reduces the paths in a run's settings to file names, so that a published card has no local paths. */
    public static ObjectNode withoutFolders(ObjectNode run) {
        for (String field : PATHS) {
            if (run.hasNonNull(field)) {
                run.put(field, Path.of(run.get(field).asText()).getFileName().toString());
            }
        }
        if (run.hasNonNull("source")) {
            withoutFolders((ObjectNode) run.get("source"));
        }
        return run;
    }
}
