package dev.eader.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Timestamp;
import dev.eader.v1.Segmentation;
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
        List<SeenClass> classes,
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

    record SeenClass(String name, double score, double area) {}

    /** @param arrived when the outcome came to its topic, in milliseconds since 1970 */
    static OutcomeLine of(Segmentation segmentation, long arrived) {
        boolean failed = segmentation.hasFailed();
        boolean skipped = segmentation.hasSkipped();
        return new OutcomeLine(
                segmentation.getCameraId(),
                segmentation.getFrameId(),
                segmentation.getOutcomeCase().name().toLowerCase(Locale.ROOT),
                segmentation.getResult().getClassesList().stream()
                        .map(seen -> new SeenClass(seen.getName(), shortest(seen.getScore()), seen.getArea()))
                        .toList(),
                segmentation.hasModel() ? segmentation.getModel().getName() : null,
                segmentation.hasModel() ? segmentation.getModel().getSha256() : null,
                segmentation.hasCapturedAt() ? arrived - millis(segmentation.getCapturedAt()) : null,
                skipped ? segmentation.getSkipped().getReason().name() : null,
                failed ? segmentation.getFailed().getStage().name() : null,
                failed ? segmentation.getFailed().getCode().name() : null,
                failed ? segmentation.getFailed().getMessage() : null);
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
                                        Locale.ROOT, "%s %.2f (%.1f %%)", seen.name, seen.score, 100 * seen.area))
                                .collect(Collectors.joining(", "));
                };
        var latency = latencyMs == null ? "" : "  " + latencyMs + " ms";
        // Ids are strangers' text, and a terminal obeys control characters.
        return (camera + "  " + frame + "  " + outcome + latency + "  " + what).replaceAll("\\p{Cntrl}", "?");
    }

    /** 0.9 rather than 0.8999999761581421. */
    private static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private static long millis(Timestamp time) {
        return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
    }
}
