package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The report that {@code prepare} writes about the pictures. Its fields are shown by their form, so that new fields appear
 * too: numbers by class as a table, single values as settings, and lists as findings.
 *
 * @param columns names of the table's columns after the class
 * @param settings single values
 * @param findings lists, such as of duplicates and of files that cannot be read
 */
record DataSummary(List<String> columns, List<Row> classes, List<Passes.Setting> settings, List<Findings> findings) {
    /** Largest number of entries of a list that are shown. */
    private static final int MAX_ENTRIES = 20;

    record Row(String name, List<String> cells) {}

    /** @param more sentence about the entries that are not shown; empty if all are */
    record Findings(String title, int count, List<String> entries, String more) {}

    static Part<DataSummary> of(JsonNode prepared) {
        List<Passes.Setting> settings = new ArrayList<>();
        List<Findings> findings = new ArrayList<>();
        for (String name : RunFiles.names(prepared)) {
            JsonNode value = prepared.get(name);
            if (name.equals("classes")) {
                continue;
            }
            if (value.isArray()) {
                if (!value.isEmpty()) {
                    findings.add(findings(words(name), value));
                }
            } else {
                numbers(value)
                        .forEach((part, text) ->
                                settings.add(new Passes.Setting((words(name) + " " + words(part)).strip(), text)));
            }
        }
        List<Map<String, String>> cells = new ArrayList<>();
        List<String> names = new ArrayList<>();
        JsonNode classes = prepared.path("classes");
        if (classes.isObject()) {
            for (String name : RunFiles.names(classes)) {
                names.add(name);
                cells.add(numbers(classes.get(name)));
            }
        } else {
            for (JsonNode each : classes) {
                names.add(each.isTextual() ? each.asText() : each.path("name").asText());
                Map<String, String> numbers = each.isTextual() ? new LinkedHashMap<>() : numbers(each);
                numbers.remove("name");
                cells.add(numbers);
            }
        }
        Set<String> columns = new LinkedHashSet<>();
        cells.forEach(row -> columns.addAll(row.keySet()));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Map<String, String> row = cells.get(i);
            rows.add(new Row(
                    names.get(i),
                    columns.stream()
                            .map(column -> row.getOrDefault(column, "–"))
                            .toList()));
        }
        return Part.of(new DataSummary(columns.stream().map(DataSummary::words).toList(), rows, settings, findings));
    }

    private static Findings findings(String title, JsonNode list) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < Math.min(MAX_ENTRIES, list.size()); i++) {
            entries.add(text(list.get(i)));
        }
        int hidden = list.size() - entries.size();
        return new Findings(
                title,
                list.size(),
                entries,
                hidden == 0 ? "" : String.format(Locale.ROOT, "and %,d more in data/prepared.json", hidden));
    }

    private static String text(JsonNode value) {
        if (value.isValueNode()) {
            return value.asText();
        }
        List<String> parts = new ArrayList<>();
        value.forEach(part -> parts.add(text(part)));
        return String.join(value.isArray() ? ", " : " ", parts);
    }

    /** Single values of a node by their path; the path of the node itself is empty. */
    private static Map<String, String> numbers(JsonNode node) {
        Map<String, String> numbers = new LinkedHashMap<>();
        if (node.isValueNode() && !node.isNull()) {
            numbers.put("", node.asText());
        }
        for (String name : RunFiles.names(node)) {
            numbers(node.get(name)).forEach((part, text) -> numbers.put((name + " " + part).strip(), text));
        }
        return numbers;
    }

    /** Splits a name as {@code maxSide} into words. */
    private static String words(String name) {
        return name.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
