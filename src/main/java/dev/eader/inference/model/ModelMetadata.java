package dev.eader.inference.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a {@link ModelDescription} from the metadata of an ONNX file and collects all violations of the contract. */
public final class ModelMetadata {
    static final String CONTRACT = "1";
    static final int MAX_CLASSES = 255; // label maps have one byte per pixel, and 0 is background
    static final int MAX_INPUT_SIZE = 4096;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, String> metadata;
    private final List<String> violations;

    private ModelMetadata(Map<String, String> metadata, List<String> violations) {
        this.metadata = metadata;
        this.violations = violations;
    }

    /** @return the description; complete and valid if nothing was added to {@code violations} */
    static ModelDescription read(Map<String, String> metadata, String sha256, List<String> violations) {
        ModelMetadata reader = new ModelMetadata(metadata, violations);
        String contract = reader.text("eader.contract");
        reader.check(
                contract.isEmpty() || contract.equals(CONTRACT),
                "eader.contract",
                CONTRACT + ", the version that this service reads");
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

    /** Adds a violation that says what the value of {@code key} must be. */
    private void check(boolean valid, String key, String rule) {
        if (!valid) {
            violations.add("metadata " + key + " must be " + rule + ", but is '" + metadata.get(key) + "'");
        }
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
                violations.add("metadata eader.classes contains '" + element.asText() + "' twice");
            }
        }
        boolean valid = names && !classes.isEmpty() && classes.size() <= MAX_CLASSES;
        check(valid, "eader.classes", "a JSON array of 1 to " + MAX_CLASSES + " names");
        return classes;
    }

    private float threshold(String key) {
        Float value = number(key);
        check(value == null || value >= 0 && value <= 1, key, "a number in [0, 1]");
        return value == null ? 0 : value;
    }

    private int inputSize() {
        Float value = number("eader.input_size");
        int step = ModelDescription.SIDE_STEP;
        boolean valid = value == null || value >= step && value <= MAX_INPUT_SIZE && value % step == 0;
        check(valid, "eader.input_size", "a multiple of " + step + ", at most " + MAX_INPUT_SIZE);
        return value == null ? 0 : value.intValue();
    }

    private int stride() {
        Float value = number("eader.stride");
        int max = ModelDescription.SIDE_STEP;
        boolean valid = value == null
                || value >= 1 && value <= max && value % 1 == 0 && Integer.bitCount(value.intValue()) == 1;
        check(valid, "eader.stride", "a power of two, at most " + max);
        return value == null ? 0 : value.intValue();
    }

    private String card() {
        JsonNode card = json("eader.card");
        check(card == null || card.isObject(), "eader.card", "a JSON object");
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
            check(false, key, "a number");
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
            violations.add("metadata " + key + " is not valid JSON: " + e.getOriginalMessage());
            return null;
        }
    }
}
