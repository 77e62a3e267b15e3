package dev.eader.inference.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a {@link ModelDescription} out of a model's metadata, and says everything that is wrong with it. */
public final class ModelMetadata {
    static final String CONTRACT = "1";
    static final int MAX_CLASSES = 255; // a label map has one byte a pixel, and 0 is background
    static final int MAX_INPUT_SIZE = 4096;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, String> metadata;
    private final List<String> violations;

    private ModelMetadata(Map<String, String> metadata, List<String> violations) {
        this.metadata = metadata;
        this.violations = violations;
    }

    /** Reads the metadata and adds what is wrong to {@code violations}; if nothing is, the description can be relied on. */
    static ModelDescription read(Map<String, String> metadata, String sha256, List<String> violations) {
        var reader = new ModelMetadata(metadata, violations);
        String contract = reader.text("eader.contract");
        if (!contract.isEmpty() && !contract.equals(CONTRACT)) {
            violations.add(String.format(
                    Locale.ROOT, "metadata eader.contract is '%s'; this service reads %s", contract, CONTRACT));
        }
        return new ModelDescription(
                reader.text("eader.name"),
                reader.text("eader.version"),
                sha256,
                reader.classes(),
                reader.threshold("eader.score_threshold"),
                reader.threshold("eader.background_threshold"),
                reader.inputSize(),
                reader.stride(),
                reader.card());
    }

    private String text(String key) {
        String value = metadata.get(key);
        if (value == null) {
            violations.add("metadata " + key + " is missing");
        } else if (value.isBlank()) {
            violations.add("metadata " + key + " is empty");
        }
        return value == null ? "" : value.strip();
    }

    private List<String> classes() {
        JsonNode array = json("eader.classes");
        List<String> classes = new ArrayList<>();
        if (array == null) {
            return classes;
        }
        boolean names = array.isArray();
        Set<String> seen = new HashSet<>();
        for (JsonNode element : array) {
            names &= element.isTextual() && !element.textValue().isBlank();
            classes.add(element.asText());
            if (!seen.add(element.asText())) {
                violations.add(String.format(Locale.ROOT, "metadata eader.classes has '%s' twice", element.asText()));
            }
        }
        if (!names || classes.isEmpty() || classes.size() > MAX_CLASSES) {
            violations.add(String.format(
                    Locale.ROOT,
                    "metadata eader.classes is a JSON array of 1 to %d names, not %s",
                    MAX_CLASSES,
                    metadata.get("eader.classes")));
        }
        return classes;
    }

    private float threshold(String key) {
        Float value = number(key);
        if (value != null && !(value >= 0 && value <= 1)) {
            violations.add(
                    String.format(Locale.ROOT, "metadata %s is %s; it is a number in [0, 1]", key, metadata.get(key)));
        }
        return value == null ? 0 : value;
    }

    private int inputSize() {
        Float value = number("eader.input_size");
        int step = ModelDescription.SIDE_STEP;
        if (value != null && !(value >= step && value <= MAX_INPUT_SIZE && value % step == 0)) {
            violations.add(String.format(
                    Locale.ROOT,
                    "metadata eader.input_size is %s; it is a multiple of %d, at most %d",
                    metadata.get("eader.input_size"),
                    step,
                    MAX_INPUT_SIZE));
        }
        return value == null ? 0 : value.intValue();
    }

    private int stride() {
        Float value = number("eader.stride");
        boolean inRange = value != null && value >= 1 && value <= ModelDescription.SIDE_STEP;
        if (value != null && !(inRange && value % 1 == 0 && Integer.bitCount(value.intValue()) == 1)) {
            violations.add(String.format(
                    Locale.ROOT,
                    "metadata eader.stride is %s; it is a power of two, at most %d",
                    metadata.get("eader.stride"),
                    ModelDescription.SIDE_STEP));
        }
        return value == null ? 0 : value.intValue();
    }

    private String card() {
        JsonNode card = json("eader.card");
        if (card != null && !card.isObject()) {
            violations.add("metadata eader.card is not a JSON object");
        }
        return metadata.getOrDefault("eader.card", "");
    }

    private Float number(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Float.valueOf(text);
        } catch (NumberFormatException e) {
            violations.add(String.format(Locale.ROOT, "metadata %s is '%s', which is not a number", key, text));
            return null;
        }
    }

    private JsonNode json(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            violations.add(String.format(Locale.ROOT, "metadata %s is not JSON: %s", key, e.getOriginalMessage()));
            return null;
        }
    }
}
