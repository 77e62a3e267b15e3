package dev.eader.training.network;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: name, type, shape and offset of each array.
 *
 * @param dataStart offset of the first array's bytes in the file
 * @param entries in the order of their offsets
 */
record SafetensorsHeader(long dataStart, List<Entry> entries) {
    private static final int LENGTH_BYTES = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final int BFLOAT16_BYTES = 2;
    private static final String BFLOAT16 = "BF16";
    private static final Map<String, DataType> TYPES = Map.of(
            "F64", DataType.FLOAT64,
            "F32", DataType.FLOAT32,
            "F16", DataType.FLOAT16,
            "I64", DataType.INT64,
            "I32", DataType.INT32,
            "I8", DataType.INT8,
            "U8", DataType.UINT8,
            "BOOL", DataType.BOOLEAN);

    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /**
     * Describes one array.
     *
     * @param type null for bfloat16, which DJL does not support
     * @param shape each dimension is 0 or more
     * @param begin offset from the start of the data
     * @param bytes length in the file
     */
    record Entry(String name, DataType type, long[] shape, long begin, long bytes) {}

    /**
     * Parses a header and checks it against the data that follows it.
     *
     * @param dataBytes length of the data in the file
     * @throws IllegalArgumentException if the header is invalid or does not match the data; the message names the array
     */
    static SafetensorsHeader parse(byte[] json, long dataBytes) {
        JsonNode root = tree(json);
        List<Entry> entries = new ArrayList<>();
        root.properties().forEach(field -> {
            if (!field.getKey().equals("__metadata__")) {
                entries.add(entry(field.getKey(), field.getValue(), dataBytes));
            }
        });
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::bytes));
        requireCovered(entries, dataBytes);
        return new SafetensorsHeader(LENGTH_BYTES + json.length, List.copyOf(entries));
    }

    private static JsonNode tree(byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root == null || !root.isObject()) {
                throw new IllegalArgumentException("its header is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("its header is not JSON: " + e.getMessage(), e);
        }
    }

    private static Entry entry(String name, JsonNode fields, long dataBytes) {
        String type = fields.path("dtype").asText();
        if (!TYPES.containsKey(type) && !type.equals(BFLOAT16)) {
            throw new IllegalArgumentException("array '" + name + "' has the dtype '" + type + "'; accepted are "
                    + BFLOAT16 + " and " + TYPES.keySet().stream().sorted().toList());
        }
        long[] shape = numbers(name, "shape", fields.path("shape"));
        long[] offsets = numbers(name, "data_offsets", fields.path("data_offsets"));
        if (shape.length > MAX_DIMENSIONS) {
            throw new IllegalArgumentException("array '" + name + "' has " + shape.length + " dimensions; at most "
                    + MAX_DIMENSIONS + " are accepted");
        }
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes) {
            throw new IllegalArgumentException("array '" + name + "' has the data_offsets "
                    + fields.path("data_offsets") + "; they must be begin and end within the " + dataBytes
                    + " bytes of data that the file has");
        }
        DataType known = TYPES.get(type);
        long needed = bytes(name, shape, known == null ? BFLOAT16_BYTES : known.getNumOfBytes());
        if (offsets[1] - offsets[0] != needed) {
            throw new IllegalArgumentException("array '" + name + "' has " + (offsets[1] - offsets[0]) + " bytes, but "
                    + type + " of shape " + fields.path("shape") + " needs " + needed);
        }
        if (needed > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("array '" + name + "' has " + needed
                    + " bytes; an array may have at most " + Integer.MAX_VALUE / 2);
        }
        return new Entry(name, known, shape, offsets[0], needed);
    }

    private static long[] numbers(String array, String field, JsonNode values) {
        boolean valid = values.isArray();
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = values.get(i);
            valid &= value != null && value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
            numbers[i] = valid ? value.longValue() : 0;
        }
        if (!valid) {
            throw new IllegalArgumentException("array '" + array + "': " + field
                    + " must be a list of whole numbers of at least 0, but is " + values);
        }
        return numbers;
    }

    private static long bytes(String array, long[] shape, int each) {
        try {
            long bytes = each;
            for (long dimension : shape) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "array '" + array + "' has a shape that requires more than 2^63 bytes", e);
        }
    }

    /** Checks that each byte of data belongs to exactly one array, as the format requires. */
    private static void requireCovered(List<Entry> entries, long dataBytes) {
        long end = 0;
        String before = "the start of the data";
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw new IllegalArgumentException("array '" + entry.name() + "' begins at byte " + entry.begin()
                        + (entry.begin() < end ? " and overlaps " : " and leaves a gap after ") + before
                        + ", which ends at byte " + end);
            }
            end = entry.begin() + entry.bytes();
            before = "array '" + entry.name() + "'";
        }
        if (end != dataBytes) {
            throw new IllegalArgumentException("its arrays take " + end + " bytes in total, but " + dataBytes
                    + " bytes of data follow the header");
        }
    }
}
