package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.image.maps.MaskVectors;
import dev.eader.image.maps.PixelLabels;
import dev.eader.image.maps.RegionStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compares the label maps decoded by the page in a real browser with the golden masks. */
class MasksPageTest {
    @RegisterExtension
    static final PageFixture PAGE = new PageFixture();

    private static final Path FOLDER = Path.of("src/docs/clients/masks");
    /** Returns the labels of all pixels as base64 of one byte per pixel, in rows from the top. */
    private static final String LABELS =
            """
            (async (event) => {
              const { Scene } = await import("/js/scene.js");
              const scene = await Scene.decode(event);
              const { width, height } = event;
              let labels = "";
              for (let at = 0; at < width * height; at++) {
                const { label } = scene.pixelAt((at %% width + 0.5) / width, (Math.floor(at / width) + 0.5) / height);
                labels += String.fromCharCode(label ? label.index + 1 : 0);
              }
              return btoa(labels);
            })(%s)
            """;

    @Test
    void page_reads_label_of_every_golden_mask_pixel() throws Exception {
        for (var vector : MaskVectors.maps().entrySet()) {
            byte[] png = Files.readAllBytes(FOLDER.resolve(vector.getKey() + ".png"));
            String labels = PAGE.browser()
                    .evaluate(LABELS.formatted(event(vector.getValue(), png)))
                    .asText();
            assertThat(Base64.getDecoder().decode(labels))
                    .as(vector.getKey())
                    .isEqualTo(vector.getValue().labels());
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
                        RegionStatistics.of(map, map.size()).stream()
                                .map(region -> Map.of("index", region.label() - 1))
                                .toList(),
                        "label_map",
                        Map.of("png", png, "width", map.width(), "height", map.height(), "scale_x", 1, "scale_y", 1)));
    }
}
