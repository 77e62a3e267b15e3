package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.report.ClassQuality.Bar;
import java.util.ArrayList;
import java.util.List;

/**
 * IoU of the masks for each class, in percent, measured on true masks.
 *
 * @param source pictures that were measured
 */
record MaskQuality(String source, List<Row> rows) {

    /** A class, or the mean over the background and all classes, whose name is null. */
    record Row(String name, Bar given, Bar predicted) {}

    /** Whether a card was measured on masks. */
    static boolean isIn(JsonNode card) {
        return card.path("labelsGiven").path("meanIou").isNumber()
                && !card.path("masks").asText().equals("none");
    }

    static Part<MaskQuality> of(JsonNode card) {
        if (!isIn(card)) {
            return Part.missing("No masks were available, so the quality of the masks was not measured.");
        }
        JsonNode given = card.path("labelsGiven");
        JsonNode predicted = card.path("labelsPredicted");
        List<Row> rows = new ArrayList<>();
        for (String name : RunFiles.names(given.path("iou"))) {
            rows.add(new Row(
                    name,
                    Bar.of(given.path("iou").path(name)),
                    Bar.of(predicted.path("iou").path(name))));
        }
        rows.add(new Row(null, Bar.of(given.path("meanIou")), Bar.of(predicted.path("meanIou"))));
        return Part.of(new MaskQuality(ClassQuality.source(card), rows));
    }
}
