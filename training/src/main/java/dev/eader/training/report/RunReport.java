package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the report of a run as one HTML page without scripts and without references to other files. */
public final class RunReport {
    private final RunFiles files;
    private final String name;
    private final Map<String, String> environment;

    /**
     * All parts of the page, in its order.
     *
     * @param model name of the folder of the model that was measured
     */
    private record Page(
            String model,
            Headline headline,
            Part<DataSummary> data,
            Part<Overlays> overlays,
            Part<ClassQuality> labels,
            Part<MaskQuality> masks,
            List<Part<PassLosses>> losses,
            Part<Thresholds> thresholds,
            Part<Passes> passes,
            List<Passes.Setting> settings,
            NextSteps next) {}

    /**
     * @param run folder of the run
     * @param name of the model; null for the name in {@code fit.json}, or else of the exported file
     * @param environment properties of the machine and versions, by name
     */
    public RunReport(Path run, String name, Map<String, String> environment) throws IOException {
        files = new RunFiles(run);
        this.name = name == null ? defaultName() : name;
        this.environment = environment;
    }

    /**
     * Returns the page.
     *
     * @param overlays pictures with attention and masks
     */
    public String html(Part<Overlays> overlays) throws IOException {
        Part<JsonNode> fit = files.json("fit.json", "`fit` writes it");
        Part<JsonNode> card = files.card();
        Part<JsonNode> training = files.json(files.model() + "/run.json", "a training writes it");
        Part<Passes> passes = fit.exists() ? Passes.of(fit.content(), files, name) : Part.missing(fit.missing());
        Page page = new Page(
                files.model(),
                Headline.of(files, name, card, training),
                files.json("data/prepared.json", "`prepare` writes it").then(DataSummary::of),
                overlays,
                card.then(ClassQuality::of),
                card.then(MaskQuality::of),
                PassLosses.of(files.folder()),
                card.exists() ? Thresholds.of(card.content()) : Part.missing(card.missing()),
                passes,
                Passes.settings(fit.exists() ? fit.content() : MissingNode.getInstance(), environment),
                NextSteps.of(files, fit, name));
        return template().execute(page);
    }

    private String defaultName() throws IOException {
        Part<JsonNode> fit = files.json("fit.json", "`fit` writes it");
        if (fit.exists() && fit.content().path("name").isTextual()) {
            return fit.content().path("name").asText();
        }
        List<Path> models = files.models();
        Path named = models.isEmpty() ? files.folder().toAbsolutePath().normalize() : models.get(0);
        return named.getFileName().toString().replaceAll("\\.onnx$", "");
    }

    /** The template escapes all values except data URIs, and fails if it names a field that does not exist. */
    private static Template template() throws IOException {
        try (Reader reader = resource("report")) {
            return Mustache.compiler()
                    .strictSections(true)
                    .emptyStringIsFalse(true)
                    .nullValue("")
                    .withLoader(RunReport::resource)
                    .compile(reader);
        }
    }

    private static Reader resource(String name) {
        return new InputStreamReader(RunReport.class.getResourceAsStream(name + ".mustache"), StandardCharsets.UTF_8);
    }
}
