package dev.eader.command;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Segmentation;
import dev.eader.wire.SegmentationView;
import dev.eader.wire.SegmentationView.SeenClass;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code watch} says about one frame.
 *
 * @param outcome {@code result}, {@code skipped} or {@code failed}
 * @param classes those in the picture, highest score first; score and area in [0,1]
 * @param model name of the model, and {@code sha256} its file's; null when no model was reached
 * @param latencyMs milliseconds from capture to {@code arrived}; null when the frame does not say when it was captured
 * @param reason why it was skipped; else null
 * @param stage where it failed; else null, as are {@code code} and {@code message}
 */
record OutcomeLine(
        String camera,
        String frame,
        String outcome,
        @JsonIgnoreProperties({"index", "attention"}) List<SeenClass> classes,
        String model,
        String sha256,
        @JsonProperty("latency_ms") Long latencyMs,
        @JsonInclude(JsonInclude.Include.NON_NULL) String reason,
        @JsonInclude(JsonInclude.Include.NON_NULL) String stage,
        @JsonInclude(JsonInclude.Include.NON_NULL) String code,
        @JsonInclude(JsonInclude.Include.NON_NULL) String message) {

    /** ASCII alone, so that a terminal's encoding does not matter. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** @param arrived when the outcome came to its topic, in milliseconds since 1970 */
    static OutcomeLine of(Segmentation segmentation, long arrived) {
        var view = SegmentationView.of(segmentation.getCameraId(), segmentation);
        boolean failed = view.failed() != null;
        return new OutcomeLine(
                view.camera(),
                view.frame(),
                view.outcome(),
                view.classes(),
                view.model() == null ? null : view.model().name(),
                view.model() == null ? null : view.model().sha256(),
                segmentation.hasCapturedAt() ? arrived - Timestamps.toMillis(segmentation.getCapturedAt()) : null,
                view.skipped() == null ? null : view.skipped().reason(),
                failed ? view.failed().stage() : null,
                failed ? view.failed().code() : null,
                failed ? view.failed().message() : null);
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("outcome of frame " + frame + " cannot be written as JSON", e);
        }
    }

    String text() {
        var what =
                switch (outcome) {
                    case "skipped" -> reason;
                    case "failed" -> stage + " " + code + ": " + message;
                    default ->
                        classes.stream()
                                .map(seen -> String.format(
                                        Locale.ROOT, "%s %.2f (%.1f %%)", seen.name(), seen.score(), 100 * seen.area()))
                                .collect(Collectors.joining(", "));
                };
        var latency = latencyMs == null ? "" : "  " + latencyMs + " ms";
        // Ids are strangers' text, and a terminal obeys control characters.
        return (camera + "  " + frame + "  " + outcome + latency + "  " + what).replaceAll("\\p{Cntrl}", "?");
    }
}
