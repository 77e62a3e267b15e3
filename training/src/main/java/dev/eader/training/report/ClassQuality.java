package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Quality of the predicted labels for each class, in percent.
 *
 * @param source pictures that were measured
 */
record ClassQuality(String source, List<Row> rows) {

    /** A class, or the mean over all classes, whose name is null. */
    record Row(String name, String pictures, Bar averagePrecision, Bar precision, Bar recall, Bar f1) {}

    /**
     * A value with its bar.
     *
     * @param text value with one decimal
     * @param width of the bar in percent of the column; null if the value is missing
     */
    record Bar(String text, String width) {
        static Bar of(JsonNode percent) {
            String text = Texts.percent(percent);
            return new Bar(text, percent.isNumber() ? text : null);
        }
    }

    static Part<ClassQuality> of(JsonNode card) {
        JsonNode classification = card.path("classification");
        JsonNode classes = classification.path("classes");
        if (classes.isEmpty()) {
            return Part.missing("The card has no quality of labels; evaluate the model again with this version.");
        }
        List<Row> rows = new ArrayList<>();
        for (String name : RunFiles.names(classes)) {
            JsonNode of = classes.path(name);
            rows.add(new Row(
                    name,
                    of.path("pictures").asText(),
                    Bar.of(of.path("averagePrecision")),
                    Bar.of(of.path("precision")),
                    Bar.of(of.path("recall")),
                    Bar.of(of.path("f1"))));
        }
        rows.add(new Row(
                null,
                card.path("images").asText(),
                Bar.of(classification.path("meanAveragePrecision")),
                null,
                null,
                Bar.of(classification.path("meanF1"))));
        return Part.of(new ClassQuality(source(card), rows));
    }

    /** Describes the pictures of a card. */
    static String source(JsonNode card) {
        return Texts.count(card.path("images").asLong(), "picture") + " of the split "
                + card.path("split").asText("val");
    }
}
