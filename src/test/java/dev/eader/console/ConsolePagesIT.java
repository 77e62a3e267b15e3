package dev.eader.console;

import static dev.eader.console.ConsoleFixture.DEMO;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.ColorScheme;
import dev.eader.image.maps.Palette;
import dev.eader.image.maps.PixelLabels;
import dev.eader.image.maps.RunLengthMask;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages for frames, dead letters and models of the running service. */
class ConsolePagesIT {
    @RegisterExtension
    static final ConsoleFixture CONSOLE = new ConsoleFixture();

    private static final String LETTER = "document.querySelector('.letter:not(.redriven)')";

    @Test
    void frame_page_shows_records_and_masks() {
        Awaitility.await("a frame with a class").atMost(30, SECONDS).until(() -> CONSOLE.evaluate(
                        """
                        (async () => {
                          const link = %s.querySelector('.open').hash;
                          const detail = await (await fetch(link.replace('#/', 'api/'))).json();
                          if (detail.regions?.length > 0) { location.hash = link; }
                          return detail.regions?.length > 0;
                        })()
                        """
                                .formatted(DEMO))
                .asBoolean());
        CONSOLE.await("document.querySelector('#frame .classes canvas')");
        assertThat(CONSOLE.evaluate("document.getElementById('frame').innerText")
                        .asText())
                .contains("frames.v1 · partition", "segmentations.v1 · partition", "COCO RLE", "Polygons", "infer");
        String path = CONSOLE.evaluate("location.hash.replace('#/', 'api/')").asText();
        JsonNode detail = CONSOLE.evaluate("fetch('" + path + "').then(answer => answer.json())");
        JsonNode region = detail.get("regions").get(0);
        int height = detail.get("event").get("height").asInt();
        int width = detail.get("event").get("width").asInt();
        PixelLabels mask = new RunLengthMask(
                        height, width, region.get("segmentation").get("counts").asText())
                .decode();
        int rgb = Palette.rgb(region.get("index").asInt() + 1);
        // samples of the label map as decoded by the browser: whether they have the colour of the class
        JsonNode samples = CONSOLE.evaluate(
                """
                fetch('%s').then(answer => answer.json()).then(async ({ event }) => {
                  const png = Uint8Array.from(atob(event.label_map.png), each => each.charCodeAt(0));
                  const image = await createImageBitmap(new Blob([png]), { colorSpaceConversion: 'none' });
                  const context = new OffscreenCanvas(event.width, event.height).getContext('2d');
                  context.imageSmoothingEnabled = false;
                  context.drawImage(image, 0, 0, event.width, event.height);
                  const { data } = context.getImageData(0, 0, event.width, event.height);
                  const inside = [];
                  for (let at = 0; at < data.length; at += 4 * 101) {
                    inside.push([%d, %d, %d].every((value, channel) => data[at + channel] === value));
                  }
                  return inside;
                })
                """
                        .formatted(path, rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff));
        int different = 0;
        for (int sample = 0; sample < samples.size(); sample++) {
            int at = sample * 101;
            different += samples.get(sample).asBoolean() == (mask.label(at % width, at / width) == 1) ? 0 : 1;
        }
        // browser and Java may round a pixel centre on the border of two label map cells differently
        assertThat((double) different / samples.size()).isLessThan(0.01);
    }

    @Test
    void dead_letters_are_previewed_and_redriven() {
        ConsoleFixture.setCorruption(CONSOLE.browser(), 1);
        CONSOLE.open("letters");
        awaitAfterRefresh(LETTER);
        ConsoleFixture.setCorruption(CONSOLE.browser(), 0);
        awaitPreviews();
        assertThat(CONSOLE.evaluate(LETTER + ".innerText").asText()).contains("truncated image", "decode", "demo");
        String place = CONSOLE.evaluate(LETTER + ".dataset.place").asText();
        CONSOLE.evaluate(LETTER + ".querySelector('button').click()");
        CONSOLE.await("document.querySelector('.letter.redriven[data-place=\"" + place + "\"]')");
        // the frame is still corrupt, so it becomes a dead letter again
        awaitAfterRefresh("document.getElementById('letters').innerText.includes('redriven 1× before')");
        CONSOLE.click("letters-redrive");
        awaitToast("dead letters? redriven");
    }

    @Test
    void models_are_compared_on_live_frames() {
        CONSOLE.open("models");
        CONSOLE.await("document.querySelector('.model-card')");
        assertThat(CONSOLE.evaluate("document.getElementById('models').innerText")
                        .asText())
                .contains("voc-animals", "Mean IoU", "SHA-256", "demo");
        CONSOLE.select("compare-old", "scenes");
        CONSOLE.select("compare-new", "voc-animals");
        CONSOLE.click("compare");
        CONSOLE.await("document.querySelector('[data-camera=demo] .mean b')");
        assertThat(CONSOLE.evaluate("[...document.querySelectorAll('[data-camera=demo] figcaption')]"
                                + ".map(each => each.textContent).join()")
                        .asText())
                .contains("Old: scenes ", "New: voc-animals 2");
        assertThat(CONSOLE.evaluate("document.getElementById('verdict').hidden").asBoolean())
                .as("only candidates can be swapped in")
                .isTrue();
        CONSOLE.click("compare");
    }

    @Test
    void broken_candidate_is_rejected() {
        CONSOLE.open("models");
        CONSOLE.await("document.querySelector('.model-card')");
        CONSOLE.select("compare-new", "file:broken.onnx");
        CONSOLE.click("compare");
        CONSOLE.await("document.querySelector('.toasts [data-kind=error]')?.textContent.includes('broken.onnx')");
    }

    @Test
    void candidate_replaces_served_model_file_after_confirmation() throws Exception {
        CONSOLE.open("models");
        CONSOLE.await("document.querySelector('.model-card')");
        CONSOLE.select("compare-old", "scenes");
        CONSOLE.select("compare-new", "file:second.onnx");
        byte[] before = Files.readAllBytes(CONSOLE.servedModel());
        CONSOLE.click("compare");
        CONSOLE.await("document.querySelector('[data-camera=demo] .mean b')?.textContent === '100 %'");
        CONSOLE.await("!document.getElementById('swap-open').disabled");
        assertThat(CONSOLE.evaluate("document.getElementById('verdict-text').textContent")
                        .asText())
                .startsWith("second.onnx and scenes: 100 % mean IoU on 1 camera");
        CONSOLE.click("swap-open");
        assertThat(CONSOLE.evaluate("document.getElementById('swap').innerText").asText())
                .contains("scenes 1", "scenes 2", "The model file of scenes will be replaced");
        CONSOLE.browser().press("Escape");
        assertThat(CONSOLE.evaluate("document.getElementById('swap').open").asBoolean())
                .isFalse();
        assertThat(Files.readAllBytes(CONSOLE.servedModel())).isEqualTo(before);
        CONSOLE.click("swap-open");
        CONSOLE.browser().press("Tab");
        CONSOLE.browser().press("Enter");
        awaitToast("is now scenes 2");
        assertThat(Files.readAllBytes(CONSOLE.servedModel()))
                .isEqualTo(Files.readAllBytes(CONSOLE.servedModel().resolveSibling("candidates/second.onnx")));
        CONSOLE.open("");
        CONSOLE.await(DEMO + ".querySelector('.model').innerText === 'scenes 2'");
    }

    @Test
    void every_page_meets_wcag_in_both_themes() throws Exception {
        try (TestBrowser browser = CONSOLE.openBrowser()) {
            browser.await(DEMO + "?.querySelector('.legend li:not(.gone)')");
            ConsoleFixture.setCorruption(browser, 1);
            browser.await(DEMO + ".dataset.outcome === 'failed'");
            ConsoleFixture.setCorruption(browser, 0);
            browser.await(DEMO + ".dataset.outcome === 'result' && " + DEMO + ".querySelector('.legend li')");
            String frame = browser.evaluate(DEMO + ".querySelector('.open').hash.slice(2)")
                    .asText();
            // the wall must not change while it is checked
            browser.evaluate("document.getElementById('freeze-all').click()");
            Map<String, String> readyConditions = Map.of(
                    "",
                    DEMO + ".querySelector('.legend li')",
                    "sources",
                    "!document.getElementById('demo-card').hidden",
                    "letters",
                    LETTER,
                    "models",
                    "document.querySelector('.model-card')",
                    frame,
                    "document.querySelector('#frame .card')");
            for (String page : readyConditions.keySet()) {
                ConsoleFixture.open(browser, page);
                browser.await(readyConditions.get(page));
                for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    browser.theme(theme);
                    assertThat(browser.accessibilityViolations())
                            .as("%s, %s", page, theme)
                            .isEmpty();
                }
            }
        }
    }

    /** Waits until every visible preview shows a picture that is not black. */
    private static void awaitPreviews() {
        CONSOLE.await(
                """
                (previews => previews.length > 0 && previews.every(preview => {
                  const image = preview.querySelector('img');
                  if (!image?.complete || image.naturalWidth === 0) { return false; }
                  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
                  const context = canvas.getContext('2d');
                  context.drawImage(image, 0, 0);
                  const { data } = context.getImageData(0, 0, canvas.width, 8);
                  return data.filter((value, at) => at % 4 === 1).reduce((sum, each) => sum + each, 0) > 40 * data.length / 4;
                }))([...document.querySelectorAll('.preview')].filter(each => each.getBoundingClientRect().top < innerHeight))
                """);
    }

    /** Refreshes the list of dead letters until the condition is true. */
    private static void awaitAfterRefresh(String condition) {
        Awaitility.await(condition).atMost(30, SECONDS).until(() -> {
            CONSOLE.click("letters-refresh");
            return CONSOLE.evaluate("Boolean(" + condition + ")").asBoolean();
        });
    }

    private static void awaitToast(String pattern) {
        CONSOLE.await(
                "[...document.querySelectorAll('.toasts p')].some(toast => /" + pattern + "/.test(toast.innerText))");
    }
}
