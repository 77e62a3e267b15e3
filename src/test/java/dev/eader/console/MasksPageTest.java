package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.image.MaskVectors;
import dev.eader.image.PixelLabels;
import dev.eader.image.Regions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page's own reader of label maps on the golden vectors, in a real browser; left out where there is none. */
class MasksPageTest {
    private static final Path FOLDER = Path.of("src/docs/clients/masks");
    /** The label that the page finds at each pixel, rows from the top, a byte each. */
    private static final String LABELS =
            """
            (async (event) => {
              const { Scene } = await import("/js/scene.js");
              const scene = await Scene.of(event);
              const { width, height } = event;
              let labels = "";
              for (let at = 0; at < width * height; at++) {
                const { label } = scene.at((at %% width + 0.5) / width, (Math.floor(at / width) + 0.5) / height);
                labels += String.fromCharCode(label ? label.index + 1 : 0);
              }
              return btoa(labels);
            })(%s)
            """;

    @Test
    void the_page_finds_the_class_of_every_pixel_of_the_golden_masks() throws Exception {
        var program = TestBrowser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        try (var server = new PageServer();
                var browser = new TestBrowser(program.get(), server.url())) {
            browser.await("document.getElementById('connection')");
            for (var vector : MaskVectors.maps().entrySet()) {
                byte[] png = Files.readAllBytes(FOLDER.resolve(vector.getKey() + ".png"));
                String labels = browser.evaluate(LABELS.formatted(event(vector.getValue(), png)))
                        .asText();
                assertThat(Base64.getDecoder().decode(labels))
                        .as(vector.getKey())
                        .isEqualTo(vector.getValue().labels());
            }
        }
    }

    private static String event(PixelLabels map, byte[] png) throws Exception {
        return new ObjectMapper()
                .writeValueAsString(Map.of(
                        "width",
                        map.width(),
                        "height",
                        map.height(),
                        "classes",
                        Regions.of(map, map.size()).stream()
                                .map(region -> Map.of("index", region.label() - 1))
                                .toList(),
                        "label_map",
                        Map.of("png", png, "width", map.width(), "height", map.height(), "scale_x", 1, "scale_y", 1)));
    }
}
