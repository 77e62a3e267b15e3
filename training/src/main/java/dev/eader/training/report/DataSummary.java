package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code prepare} found in the photo collection and made of it. Fields of {@code prepared.json} that are missing are
 * left out.
 *
 * @param counts numbers of pictures by class
 * @param all number of all pictures; null if it is unknown
 */
record DataSummary(List<Count> counts, Count all, List<Passes.Setting> settings, List<Findings> findings) {
    /** Largest number of entries of a list that are shown. */
    private static final int MAX_ENTRIES = 10;

    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();
    private static final Map<String, String> FINDINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("/images", "folder");
        SETTINGS.put("/form", "form");
        SETTINGS.put("/split", "split");
        SETTINGS.put("/options/maxSide", "longest side (pixels)");
        SETTINGS.put("/copied", "pictures copied unchanged");
        SETTINGS.put("/converted", "pictures rotated, scaled or encoded");
        FINDINGS.put("warnings", "warnings");
        FINDINGS.put("bad", "files left out");
        FINDINGS.put("duplicates", "duplicates left out");
        FINDINGS.put("merged", "duplicates with other labels, merged");
        FINDINGS.put("ignored", "files not used");
    }

    /** @param name of the class; null for pictures of no class */
    record Count(String name, String training, String validation) {
        static Count of(String name, JsonNode count) {
            return new Count(
                    name, count.path("train").asText("–"), count.path("val").asText("–"));
        }
    }

    /** @param more sentence about the entries that are not shown; empty if all are */
    record Findings(String title, int count, List<String> entries, String more) {}

    static Part<DataSummary> of(JsonNode prepared) {
        List<Count> counts = new ArrayList<>();
        prepared.path("classes")
                .forEach(each -> counts.add(Count.of(each.path("name").asText(), each)));
        JsonNode background = prepared.path("background");
        if (background.path("train").asInt() + background.path("val").asInt() > 0) {
            counts.add(Count.of(null, background));
        }
        List<Passes.Setting> settings = new ArrayList<>();
        SETTINGS.forEach((path, name) -> {
            JsonNode value = prepared.at(path);
            if (value.isValueNode() && !value.isNull()) {
                settings.add(new Passes.Setting(name, value.asText()));
            }
        });
        List<Findings> findings = new ArrayList<>();
        FINDINGS.forEach((field, title) -> {
            if (!prepared.path(field).isEmpty()) {
                findings.add(findings(title, prepared.path(field)));
            }
        });
        JsonNode pictures = prepared.path("pictures");
        return Part.of(
                new DataSummary(counts, pictures.isObject() ? Count.of(null, pictures) : null, settings, findings));
    }

    private static Findings findings(String title, JsonNode list) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < Math.min(MAX_ENTRIES, list.size()); i++) {
            JsonNode entry = list.get(i);
            entries.add(
                    entry.isObject()
                            ? entry.path("file").asText() + " "
                                    + entry.path("reason").asText()
                            : entry.asText());
        }
        int hidden = list.size() - entries.size();
        String more = hidden == 0 ? "" : String.format(Locale.ROOT, "and %,d more in data/prepared.json", hidden);
        return new Findings(title, list.size(), entries, more);
    }
}
