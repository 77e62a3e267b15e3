package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The passes of a {@code fit} and its other settings.
 *
 * @param total duration of all passes
 */
record Passes(List<Row> rows, String total) {
    /** Fields of {@code fit.json} that are shown elsewhere or are of no use to a reader. */
    private static final Set<String> HIDDEN = Set.of("version", "name", "speed");

    /**
     * One pass.
     *
     * @param title what the pass does; empty if {@code fit.json} does not state it
     * @param size of the files it wrote
     * @param command its arguments, quoted for a shell
     */
    record Row(String name, String title, String state, String duration, String size, List<String> command) {}

    /** A setting of the run, or a property of the machine. */
    record Setting(String name, String value) {}

    static Part<Passes> of(JsonNode fit, RunFiles files, String model) throws IOException {
        List<Row> rows = new ArrayList<>();
        double total = 0;
        for (JsonNode pass : fit.path("passes")) {
            String name = pass.path("name").asText();
            if (name.equals("report")) {
                // this pass is not finished while it writes the report
                continue;
            }
            double seconds = pass.path("seconds").asDouble();
            total += seconds;
            List<String> arguments = new ArrayList<>();
            pass.path("arguments").forEach(argument -> arguments.add(argument.asText()));
            long size = files.size(output(name, model));
            rows.add(new Row(
                    name,
                    pass.path("title").asText(),
                    pass.path("state").asText().toLowerCase(Locale.ROOT),
                    seconds > 0 ? Texts.duration(seconds) : "–",
                    size > 0 ? Texts.bytes(size) : "–",
                    Texts.command(arguments)));
        }
        return rows.isEmpty()
                ? Part.missing("fit.json names no passes.")
                : Part.of(new Passes(rows, Texts.duration(total)));
    }

    /** File or folder that a pass writes, for the passes whose output has another name. */
    private static String output(String pass, String model) {
        return switch (pass) {
            case "export" -> model + ".onnx";
            case "export-int8" -> model + ".int8.onnx";
            case "evaluate" -> "student/card.json";
            case "evaluate-erasing" -> "erasing/card.json";
            default -> pass;
        };
    }

    /**
     * Lists the settings of a run that are single values, also those of its groups, and then the environment.
     *
     * @param environment properties of the machine and versions, by name
     */
    static List<Setting> settings(JsonNode fit, Map<String, String> environment) {
        List<Setting> settings = new ArrayList<>();
        add(settings, "", fit);
        environment.forEach((name, value) -> settings.add(new Setting(name, value)));
        return settings;
    }

    private static void add(List<Setting> settings, String prefix, JsonNode object) {
        for (String name : RunFiles.names(object)) {
            JsonNode value = object.get(name);
            if (value.isObject()) {
                add(settings, prefix + name + ".", value);
            } else if (value.isValueNode() && !value.isNull() && !HIDDEN.contains(name)) {
                settings.add(new Setting(prefix + name, value.asText()));
            }
        }
    }
}
