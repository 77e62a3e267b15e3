package dev.eader.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/** The structural schema of a CustomResourceDefinition, for kinds without a Java model. */
record CrdSchema(JsonNode root) {

    /** The schema of a manifest's kind, from the test resources in {@code crds}. */
    static CrdSchema of(JsonNode manifest) {
        String[] group = manifest.path("apiVersion").asText().split("/");
        String plural = manifest.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
        String file = "/crds/" + group[0] + "_" + plural + ".yaml";
        try (InputStream in = CrdSchema.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new AssertionError("no " + file);
            }
            JsonNode versions = Manifests.YAML.readTree(in).at("/spec/versions");
            return new CrdSchema(Manifests.named(versions, group[1]).at("/schema/openAPIV3Schema"));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    void check(JsonNode manifest) {
        check(root, manifest, "");
    }

    private static void check(JsonNode schema, JsonNode value, String path) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            require(value.isInt() || value.isTextual(), path, "must be a number or a string");
            return;
        }
        String type = schema.path("type").asText();
        switch (type) {
            case "object" -> checkObject(schema, value, path);
            case "array" -> {
                require(value.isArray(), path, "must be a list");
                for (int i = 0; i < value.size(); i++) {
                    check(schema.path("items"), value.get(i), path + "/" + i);
                }
            }
            case "string" -> require(value.isTextual(), path, "must be a string");
            case "integer" -> require(value.isIntegralNumber(), path, "must be an integer");
            case "number" -> require(value.isNumber(), path, "must be a number");
            case "boolean" -> require(value.isBoolean(), path, "must be true or false");
            default -> throw new AssertionError(path + ": the schema has an unknown type '" + type + "'");
        }
        if (schema.has("enum")) {
            boolean listed = false;
            for (JsonNode each : schema.path("enum")) {
                listed |= each.equals(value);
            }
            require(listed, path, "must be one of " + schema.path("enum"));
        }
    }

    private static void checkObject(JsonNode schema, JsonNode value, String path) {
        require(value.isObject(), path, "must be an object");
        for (JsonNode required : schema.path("required")) {
            require(value.has(required.asText()), path, "needs " + required.asText());
        }
        JsonNode properties = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        // The API server checks metadata.
        boolean isOpen = !schema.has("properties") && !schema.has("additionalProperties")
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String at = path + "/" + field.getKey();
            if (properties.has(field.getKey())) {
                check(properties.get(field.getKey()), field.getValue(), at);
            } else if (others.isObject()) {
                check(others, field.getValue(), at);
            } else {
                require(isOpen, at, "is unknown");
            }
        }
    }

    private static void require(boolean holds, String path, String condition) {
        if (!holds) {
            throw new AssertionError(path + " " + condition);
        }
    }
}
