package dev.eader.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    private static final String HOSTILE = "<script>alert(\\\"1\\\")</script>&'кошка";

    @TempDir
    Path run;

    @Test
    void empty_run_states_what_is_missing() throws IOException {
        String html = html();

        assertThat(html)
                .contains("data/prepared.json does not exist; &#x60;prepare&#x60; writes it.")
                .contains("fit.json does not exist; &#x60;fit&#x60; writes it.")
                .contains("student/card.json does not exist; &#x60;student evaluate&#x60; writes it.")
                .contains("The run has no exported model (.onnx).")
                .contains("no pictures here")
                .contains("so there are no losses to draw")
                .doesNotContain("quarkus-run.jar");
    }

    @Test
    void card_without_masks_shows_no_iou() throws IOException {
        write("student/card.json", card("cat", "\"masks\": \"none\","));

        assertThat(html())
                .contains("Masks were not available")
                .contains("80.5 %", "75.0 %", "highest mean F1", "constant of the paper", "0.30", "0.25")
                .doesNotContain("IoU");
    }

    @Test
    void card_with_masks_shows_iou_of_each_class() throws IOException {
        write(
                "student/card.json",
                card(
                        "cat",
                        """
                        "curve": [{"threshold": 0.2, "labelsGiven": 50, "labelsPredicted": 45}],
                        "labelsGiven": {"meanIou": 61.5, "iou": {"background": 88.25, "cat": 41.0}},
                        "labelsPredicted": {"meanIou": 57.4, "iou": {"background": 80, "cat": 31.0}},
                        """));

        assertThat(html())
                .contains("61.5 %", "57.4 %", "IoU, labels given", "<bdi>background</bdi>", "41.0", "31.0")
                .contains("alt=\"mIoU over the background threshold\"")
                .doesNotContain("Masks were not available", "No masks were available");
    }

    @Test
    void names_with_markup_are_escaped() throws IOException {
        write("student/card.json", card(HOSTILE, "\"masks\": \"none\","));
        write("student/run.json", "{\"classes\": [\"%s\"], \"size\": 12}".formatted(HOSTILE));
        write(
                "fit.json",
                """
                {"name": "%1$s", "profile": "quick", "images": "/my %1$s", "passes": [
                    {"name": "%1$s", "title": "%1$s", "arguments": ["train", "%1$s"], "state": "DONE", "seconds": 65}]}
                """
                        .formatted(HOSTILE.replace("/", "")));
        write(
                "data/prepared.json",
                """
                {"form": "%1$s", "pictures": {"train": 10, "val": 2},
                 "classes": [{"name": "%1$s", "train": 10, "val": 2}],
                 "bad": [{"file": "%1$s.jpg", "reason": "is truncated"}], "warnings": ["%1$s"]}
                """
                        .formatted(HOSTILE));

        String html = html();
        assertThat(html.toLowerCase()).doesNotContain("<script");
        assertThat(html)
                .contains("<bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;кошка</bdi>")
                .contains("1 min 05 s");
    }

    @Test
    void page_loads_nothing_from_elsewhere() throws IOException {
        write("student/card.json", card("http://example.org/cat.png", "\"masks\": \"none\","));
        write("student/log.csv", "step,segmentation,classification,gradient\n0,1.5,0.5,1\n1,1.2,0.4,1\n");

        assertThat(html())
                .contains("default-src 'none'", "src=\"data:image/png;base64,")
                .doesNotContainPattern("(src|href|action|poster)=\"(?!data:)")
                .doesNotContainPattern("url\\(|@import|<script|<link|<iframe");
    }

    @Test
    void exported_model_is_served_under_its_name() throws IOException {
        write("my cats.onnx", "model");
        write("my cats.int8.onnx", "model");

        assertThat(new RunReport(run, null, Map.of()).html(Part.missing("none")))
                .contains("<h1><bdi>my cats</bdi></h1>")
                .contains("<span>&#39;-Deader.model.path.my cats&#x3D;" + run + "/my cats.onnx&#39;</span>")
                .contains("8-bit integers");
    }

    @Test
    void broken_files_are_left_out_with_the_reason() throws IOException {
        write("fit.json", "{\"passes\": [");
        write("data/prepared.json", "[]");
        write("plain/log.csv", "step,loss\n0\n");

        assertThat(html())
                .contains("fit.json cannot be used: ")
                .contains("prepared.json cannot be used, because it contains no JSON object")
                .contains("The losses of plain are left out: ");
    }

    @Test
    void losses_with_weight_zero_are_not_drawn() throws IOException {
        write(
                "plain/log.csv",
                """
                step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient
                0,localizer,0.7,0,0.1,1,NaN,NaN
                1,localizer,0.6,0,0.2,1,NaN,NaN
                """);

        assertThat(html())
                .contains("Localizer: classification", "Localizer: regularisation")
                .doesNotContain("attention mining", "Adversary");
    }

    private String html() throws IOException {
        return new RunReport(run, "site", Map.of("processors", "2")).html(Part.missing("no pictures here"));
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(run.resolve(file).getParent());
        Files.writeString(run.resolve(file), content);
    }

    /** @param masks fields about masks */
    private static String card(String name, String masks) {
        return """
                {"split": "val", "images": 20, "longSide": 320, "scoreThreshold": 0.4, "backgroundThreshold": 0.3, %s
                 "classification": {"meanAveragePrecision": 80.5, "meanF1": 75, "classes": {
                     "%s": {"pictures": 9, "averagePrecision": 80.5, "precision": 70, "recall": 80, "f1": 75}}},
                 "thresholds": {"scoreCriterion": "highest mean F1", "backgroundCriterion": "constant of the paper",
                     "candidates": [{"criterion": "constant of the paper", "threshold": 0.3},
                         {"criterion": "edges", "threshold": 0.25}]}}
                """
                .formatted(masks, name);
    }
}
