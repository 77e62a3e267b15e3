package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first part of the report: what was trained and how good it is.
 *
 * @param figures measured values
 * @param masks sentence about the quality of masks
 * @param serve arguments of the command that serves the model; empty without an exported model
 */
record Headline(
        String name,
        List<String> classes,
        String pictures,
        List<Figure> figures,
        String masks,
        List<ModelFile> files,
        List<String> serve) {

    /** A measured value, in percent. */
    record Figure(String value, String name, String explanation) {}

    record ModelFile(String name, String size, String purpose) {}

    /**
     * @param card of the model; missing if it was not evaluated
     * @param training settings of the model's training ({@code run.json})
     */
    static Headline of(RunFiles files, String name, Part<JsonNode> card, Part<JsonNode> training) throws IOException {
        List<ModelFile> models = new ArrayList<>();
        for (Path file : files.models()) {
            String fileName = file.getFileName().toString();
            models.add(new ModelFile(
                    fileName,
                    Texts.bytes(Files.size(file)),
                    fileName.endsWith(".int8.onnx")
                            ? "8-bit integers: smaller and faster, less exact"
                            : "32-bit floating point"));
        }
        return new Headline(
                name,
                classes(training),
                pictures(card, training),
                card.exists() ? figures(card.content()) : List.of(),
                masks(card),
                models,
                serve(files, name));
    }

    private static List<String> classes(Part<JsonNode> training) {
        List<String> classes = new ArrayList<>();
        if (training.exists()) {
            training.content().path("classes").forEach(each -> classes.add(each.asText()));
        }
        return classes;
    }

    private static String pictures(Part<JsonNode> card, Part<JsonNode> training) {
        List<String> texts = new ArrayList<>();
        if (training.exists() && training.content().path("size").asLong() > 0) {
            texts.add(Texts.count(training.content().path("size").asLong(), "picture") + " for training");
        }
        if (card.exists() && card.content().path("images").asLong() > 0) {
            texts.add(Texts.count(card.content().path("images").asLong(), "picture") + " for validation");
        }
        return String.join(", ", texts);
    }

    private static List<Figure> figures(JsonNode card) {
        List<Figure> figures = new ArrayList<>();
        JsonNode classification = card.path("classification");
        add(figures, classification.path("meanAveragePrecision"), "mAP", "labels: mean average precision");
        add(figures, classification.path("meanF1"), "mean F1", "labels: precision and recall at the threshold");
        if (MaskQuality.isIn(card)) {
            add(figures, card.path("labelsGiven").path("meanIou"), "mIoU", "masks, if the labels are given");
            add(figures, card.path("labelsPredicted").path("meanIou"), "mIoU", "masks, with predicted labels");
        }
        return figures;
    }

    private static void add(List<Figure> figures, JsonNode value, String name, String explanation) {
        if (value.isNumber()) {
            figures.add(new Figure(Texts.percent(value), name, explanation));
        }
    }

    private static String masks(Part<JsonNode> card) {
        if (!card.exists()) {
            return "The model was not evaluated: " + card.missing();
        }
        return MaskQuality.isIn(card.content())
                ? "The quality of the masks was measured on true masks."
                : "Masks were not available, so the quality of the masks was not measured. Judge it from the pictures"
                        + " below: a good mask covers the whole object, follows its outline, and leaves the rest of the"
                        + " picture free.";
    }

    /** The command that serves the model under this name; empty without an exported model. */
    private static List<String> serve(RunFiles files, String name) throws IOException {
        Path named = files.folder().resolve(name + ".onnx");
        Optional<Path> model = Files.isRegularFile(named)
                ? Optional.of(named)
                : files.models().stream().findFirst();
        return model.map(file -> Texts.command(List.of(
                        "java",
                        "-Deader.model.path." + name + "=" + file,
                        "-Deader.model.default=" + name,
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")))
                .orElse(List.of());
    }
}
