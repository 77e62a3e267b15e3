package dev.eader.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/** A structural schema out of a CustomResourceDefinition, for kinds that no Java model exists of. */
record CrdSchema(JsonNode root) {

    /** The definition of a manifest's kind, from the resources {@code crds}. */
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
            demand(value.isInt() || value.isTextual(), path, "is a number or a text");
            return;
        }
        String type = schema.path("type").asText();
        switch (type) {
            case "object" -> checkObject(schema, value, path);
            case "array" -> {
                demand(value.isArray(), path, "is a list");
                for (int i = 0; i < value.size(); i++) {
                    check(schema.path("items"), value.get(i), path + "/" + i);
                }
            }
            case "string" -> demand(value.isTextual(), path, "is a text");
            case "integer" -> demand(value.isIntegralNumber(), path, "is a whole number");
            case "number" -> demand(value.isNumber(), path, "is a number");
            case "boolean" -> demand(value.isBoolean(), path, "is true or false");
            default -> throw new AssertionError(path + ": the schema has an unknown type '" + type + "'");
        }
        if (schema.has("enum")) {
            boolean listed = false;
            for (JsonNode each : schema.path("enum")) {
                listed |= each.equals(value);
            }
            demand(listed, path, "is one of " + schema.path("enum"));
        }
    }

    private static void checkObject(JsonNode schema, JsonNode value, String path) {
        demand(value.isObject(), path, "is an object");
        for (JsonNode required : schema.path("required")) {
            demand(value.has(required.asText()), path, "needs " + required.asText());
        }
        JsonNode properties = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        // metadata is the API server's to check
        boolean open = !schema.has("properties") && !schema.has("additionalProperties")
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String at = path + "/" + field.getKey();
            if (properties.has(field.getKey())) {
                check(properties.get(field.getKey()), field.getValue(), at);
            } else if (others.isObject()) {
                check(others, field.getValue(), at);
            } else {
                demand(open, at, "is unknown");
            }
        }
    }

    private static void demand(boolean holds, String path, String what) {
        if (!holds) {
            throw new AssertionError(path + " " + what);
        }
    }
}
