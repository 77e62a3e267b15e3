package dev.eader.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads JSON request bodies strictly: every field of the record is required exactly once with a value of its type, and no other
 * field is accepted. A misspelt field would otherwise count as a missing one.
 */
final class JsonBody {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonBody() {}

    /** @throws IllegalArgumentException if the body is invalid; the message names the fault and the accepted fields */
    static <T extends Record> T read(byte[] body, Class<T> type) {
        Set<String> accepted = new TreeSet<>();
        List<BeanPropertyDefinition> properties = STRICT.getSerializationConfig()
                .introspect(STRICT.constructType(type))
                .findProperties();
        properties.forEach(property -> accepted.add(property.getName()));
        try {
            JsonNode json = STRICT.readTree(body == null ? new byte[0] : body);
            if (!json.isObject()) {
                throw invalid("is not a JSON object", properties);
            }
            Set<String> given = new TreeSet<>();
            json.fieldNames().forEachRemaining(given::add);
            if (!accepted.containsAll(given)) {
                given.removeAll(accepted);
                throw invalid("has unknown fields " + given, properties);
            }
            if (!given.containsAll(accepted)) {
                accepted.removeAll(given);
                throw invalid("is missing the fields " + accepted, properties);
            }
            return STRICT.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw invalid("cannot be read: " + e.getOriginalMessage(), properties);
        } catch (IOException e) {
            throw invalid("cannot be read: " + e.getMessage(), properties);
        }
    }

    private static IllegalArgumentException invalid(String fault, List<BeanPropertyDefinition> properties) {
        return new IllegalArgumentException("The body " + fault + ". It must be a JSON object with the fields "
                + properties.stream()
                        .map(each ->
                                each.getName() + " (" + each.getRawPrimaryType().getSimpleName() + ")")
                        .collect(Collectors.joining(", ")));
    }
}
