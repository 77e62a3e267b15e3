package dev.eader.console;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import com.microsoft.playwright.options.ColorScheme;
import dev.eader.faults.Processes;
import dev.eader.image.Palette;
import dev.eader.image.PalettePng;
import dev.eader.image.RunLengthMask;
import dev.eader.image.Size;
import dev.eader.v1.Frame;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of the running application in a real browser; left out where there is none. */
class ConsoleIT {
    private static final String DEMO = "[...document.querySelectorAll('.tile')]"
            + ".find(tile => tile.querySelector('h2').textContent === 'demo')";
    private static final String PICTURE = "(canvas => [...canvas.getContext('2d')"
            + ".getImageData(0, 0, canvas.width, canvas.height).data]"
            + ".filter((value, at) => at % 997 === 0).join())(" + DEMO + ".querySelector('canvas'))";

    @TempDir
    private Path folder;

    @RegisterExtension
    final Processes processes = new Processes();

    private static final String LETTER = "document.querySelector('.letter:not(.redriven)')";

    @Test
    void the_demo_camera_moves_on_the_page_and_its_classes_are_told() throws Exception {
        var program = TestBrowser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        var service = processes.service(Map.of(), List.of());
        service.awaitReady();
        try (var browser = new TestBrowser(program.get(), service.url())) {
            browser.await(DEMO + "?.dataset.outcome === 'result'");
            String first = browser.evaluate(PICTURE).asText();
            assertThat(first.split(",")).hasSizeGreaterThan(500);
            Awaitility.await("another picture")
                    .until(() -> !browser.evaluate(PICTURE).asText().equals(first));
            browser.await(DEMO + ".querySelector('.legend li:not(.gone)')");
            assertThat(browser.evaluate(DEMO + ".querySelector('.legend').innerText")
                            .asText())
                    .containsPattern("\\w+\\s+\\d+ %");
            assertThat(browser.evaluate(DEMO + ".querySelector('.model').innerText")
                            .asText())
                    .startsWith("scenes ");
            // told once a second, so it may come after the first pictures
            browser.await("document.getElementById('connection').textContent === 'Live'");
        }
    }

    @Test
    void cameras_in_a_frame_s_page_dead_letters_and_a_swap_work_in_the_running_application() throws Exception {
        var program = TestBrowser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        Path served = ModelFiles.write(folder.resolve("served.onnx"));
        Path candidates = Files.createDirectory(folder.resolve("candidates"));
        ModelFiles.write(candidates.resolve("second.onnx"), "2");
        Files.writeString(candidates.resolve("broken.onnx"), "no model");
        var service = processes.service(
                Map.of(),
                List.of(
                        "eader.demo.fps=5",
                        "eader.model.path.scenes=" + served,
                        "eader.model.candidates=" + candidates));
        service.awaitReady();
        try (var browser = new TestBrowser(program.get(), service.url());
                var log = new KafkaRecords(service.embedded())) {
            browser.await(DEMO + "?.dataset.outcome === 'result'");
            overlay(browser, log);
            webcam(browser, log);
            video(browser, log);
            frame(browser);
            letters(browser);
            models(browser);
            swap(browser, served);
            slowLine(browser, log);
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void every_page_keeps_the_rules_of_accessibility_in_both_themes() throws Exception {
        var program = TestBrowser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        var service = processes.service(Map.of(), List.of("eader.demo.fps=2"));
        service.awaitReady();
        try (var browser = new TestBrowser(program.get(), service.url())) {
            browser.await(DEMO + "?.querySelector('.legend li:not(.gone)')");
            demo(browser, 1);
            browser.await(DEMO + ".dataset.outcome === 'failed'");
            demo(browser, 0);
            browser.await(DEMO + ".dataset.outcome === 'result' && " + DEMO + ".querySelector('.legend li')");
            String frame = browser.evaluate(DEMO + ".querySelector('.open').hash.slice(2)")
                    .asText();
            // it is as it is while both themes are looked at
            browser.evaluate("document.getElementById('freeze-all').click()");
            for (var page : Map.of(
                            "",
                            DEMO + ".querySelector('.legend li')",
                            "sources",
                            "!document.getElementById('demo-card').hidden",
                            "letters",
                            LETTER,
                            "models",
                            "document.querySelector('.model-card')",
                            frame,
                            "document.querySelector('#frame .card')")
                    .entrySet()) {
                open(browser, page.getKey());
                browser.await(page.getValue());
                for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    browser.theme(theme);
                    assertThat(browser.accessibilityFaults())
                            .as("%s, %s", page.getKey(), theme)
                            .isEmpty();
                }
            }
        }
    }

    /** The canvas itself, where a mask is painted on it and where not, against the record that Kafka holds. */
    private static void overlay(TestBrowser browser, KafkaRecords log) throws Exception {
        browser.await(DEMO + ".querySelector('.legend li:not(.gone)')");
        browser.evaluate(DEMO + ".querySelector('.freeze').click()");
        var seen = browser.evaluate("(async (tile) => {"
                + "const settled = () => new Promise(done => setTimeout(done, 200)); await settled();"
                + "const { elements } = document.getElementById('controls');"
                + "const canvas = tile.querySelector('canvas');"
                + "const pixels = (view) => { document.querySelector(`input[value=${view}]`).click();"
                + "  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; };"
                + "elements.opacity.value = 100; elements.opacity.dispatchEvent(new Event('input', { bubbles: true }));"
                + "const bare = pixels('frame'); const masked = pixels('mask'); const painted = [];"
                + "for (let at = 0; at < bare.length; at += 4 * 37) {"
                + "  painted.push([0, 1, 2].some(channel => Math.abs(bare[at + channel] - masked[at + channel]) > 2)); }"
                + "const [, , partition, offset] = tile.querySelector('.open').hash.split('/');"
                + "return { painted, partition, offset, width: canvas.width, height: canvas.height }; })(" + DEMO
                + ")");
        var result = log.outcome(
                        seen.get("partition").asInt(), seen.get("offset").asLong())
                .getResult();
        var size = new Size(seen.get("width").asInt(), seen.get("height").asInt());
        assertThat(size).isEqualTo(new Size(result.getWidth(), result.getHeight()));
        var mask = PalettePng.read(result.getLabelMap().getPng().toByteArray()).resizeNearest(size);
        int differ = 0;
        int inside = 0;
        for (int sample = 0; sample < seen.get("painted").size(); sample++) {
            boolean labelled = mask.labels()[sample * 37] != 0;
            inside += labelled ? 1 : 0;
            differ += seen.get("painted").get(sample).asBoolean() == labelled ? 0 : 1;
        }
        assertThat(inside).as("samples within a mask").isGreaterThan(50);
        // a pixel whose centre lies on a cell's edge may fall on either side
        assertThat(differ).isLessThan(seen.get("painted").size() / 100);
        browser.evaluate(DEMO + ".querySelector('.freeze').click()");
    }

    /** Chromium's moving test picture. */
    private static void webcam(TestBrowser browser, KafkaRecords log) throws Exception {
        open(browser, "sources");
        browser.evaluate("document.getElementById('webcam').click()");
        browser.await("document.getElementById('webcam').getAttribute('aria-pressed') === 'true'");
        open(browser, "");
        browser.await("document.querySelector('[data-camera=webcam][data-outcome=result]')");
        assertThat(size(browser, log, "webcam")).isEqualTo(new Size(640, 480));
        open(browser, "sources");
        browser.evaluate("document.getElementById('webcam').click()");
        browser.await("document.getElementById('webcam').getAttribute('aria-pressed') === 'false'");
        open(browser, "");
    }

    /** A film of two seconds, let go over the page. */
    private void video(TestBrowser browser, KafkaRecords log) throws Exception {
        Path film = folder.resolve("film.webm");
        try (var recorder = new FFmpegFrameRecorder(film.toString(), 320, 180);
                var frame = new org.bytedeco.javacv.Frame(320, 180, org.bytedeco.javacv.Frame.DEPTH_UBYTE, 3)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_VP8);
            recorder.setFrameRate(10);
            recorder.start();
            for (int number = 0; number < 20; number++) {
                var pixels = (ByteBuffer) frame.image[0];
                for (int at = 0; at < pixels.capacity(); at++) {
                    pixels.put(at, (byte) (at / 7 + number * 12));
                }
                recorder.record(frame);
            }
        }
        browser.evaluate("(() => { const bytes = Uint8Array.from(atob('"
                + Base64.getEncoder().encodeToString(Files.readAllBytes(film)) + "'), each => each.charCodeAt(0));"
                + "const data = new DataTransfer();"
                + "data.items.add(new File([bytes], 'film.webm', { type: 'video/webm' }));"
                + "window.dispatchEvent(new DragEvent('drop', { dataTransfer: data })); })()");
        browser.await("document.querySelector('[data-camera=video][data-outcome=result]')");
        assertThat(size(browser, log, "video")).isEqualTo(new Size(320, 180));
        browser.await("document.getElementById('video-preview').hidden");
    }

    /** Of the picture in the frame that a camera's tile shows, as Kafka has it. */
    private static Size size(TestBrowser browser, KafkaRecords log, String camera) throws Exception {
        String place = browser.evaluate(
                        "document.querySelector('[data-camera=" + camera + "] .open').getAttribute('href')")
                .asText();
        String[] parts = place.split("/");
        Frame frame = log.frame(Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
        assertThat(frame.getCameraId()).isEqualTo(camera);
        var picture = ImageIO.read(frame.getEncoded().newInput());
        return new Size(picture.getWidth(), picture.getHeight());
    }

    private static void frame(TestBrowser browser) {
        Awaitility.await("a frame with a class in it").atMost(30, SECONDS).until(() -> browser.evaluate("(async () => {"
                        + "const place = " + DEMO + ".querySelector('.open').hash;"
                        + "const detail = await (await fetch(place.replace('#/', 'api/'))).json();"
                        + "if (detail.regions?.length > 0) { location.hash = place; }"
                        + "return detail.regions?.length > 0; })()")
                .asBoolean());
        browser.await("document.querySelector('#frame .classes canvas')");
        assertThat(browser.evaluate("document.getElementById('frame').innerText")
                        .asText())
                .contains("frames.v1 · partition", "segmentations.v1 · partition", "COCO RLE", "Polygons", "infer");
        String place = browser.evaluate("location.hash.replace('#/', 'api/')").asText();
        var detail = browser.evaluate("fetch('" + place + "').then(answer => answer.json())");
        var region = detail.get("regions").get(0);
        int height = detail.get("event").get("height").asInt();
        int width = detail.get("event").get("width").asInt();
        var mask = new RunLengthMask(
                        height, width, region.get("segmentation").get("counts").asText())
                .decode();
        int label = region.get("index").asInt() + 1;
        int[] colour = {Palette.rgb(label) >> 16 & 0xff, Palette.rgb(label) >> 8 & 0xff, Palette.rgb(label) & 0xff};
        // the label map as the browser reads it, against the run lengths as Java reads them
        var seen = browser.evaluate("fetch('" + place + "').then(answer => answer.json()).then(async ({ event }) => {"
                + "const png = Uint8Array.from(atob(event.label_map.png), each => each.charCodeAt(0));"
                + "const image = await createImageBitmap(new Blob([png]), { colorSpaceConversion: 'none' });"
                + "const canvas = new OffscreenCanvas(event.width, event.height);"
                + "const context = canvas.getContext('2d');"
                + "context.imageSmoothingEnabled = false;"
                + "context.drawImage(image, 0, 0, event.width, event.height);"
                + "const { data } = context.getImageData(0, 0, event.width, event.height);"
                + "const inside = [];"
                + "for (let at = 0; at < data.length; at += 4 * 101) {"
                + "inside.push([" + colour[0] + ", " + colour[1] + ", " + colour[2]
                + "].every((value, channel) => data[at + channel] === value)); }"
                + "return inside; })");
        int differ = 0;
        for (int sample = 0; sample < seen.size(); sample++) {
            int at = sample * 101;
            differ += seen.get(sample).asBoolean() == (mask.label(at % width, at / width) == 1) ? 0 : 1;
        }
        // nearest neighbours may fall on either side where a pixel's centre lies on a cell's edge
        assertThat((double) differ / seen.size()).isLessThan(0.01);
    }

    private static void letters(TestBrowser browser) {
        demo(browser, 1);
        open(browser, "letters");
        Awaitility.await("a dead letter").atMost(30, SECONDS).until(() -> {
            browser.evaluate("document.getElementById('letters-refresh').click()");
            return browser.evaluate("Boolean(" + LETTER + ")").asBoolean();
        });
        demo(browser, 0);
        preview(browser);
        assertThat(browser.evaluate(LETTER + ".innerText").asText()).contains("truncated image", "decode", "demo");
        String place = browser.evaluate(LETTER + ".dataset.place").asText();
        browser.evaluate(LETTER + ".querySelector('button').click()");
        browser.await("document.querySelector('.letter.redriven[data-place=\"" + place + "\"]')");
        // broken as it is, it comes back
        Awaitility.await("its return").atMost(30, SECONDS).until(() -> {
            browser.evaluate("document.getElementById('letters-refresh').click()");
            return browser.evaluate("document.getElementById('letters').innerText.includes('redriven 1× before')")
                    .asBoolean();
        });
        browser.evaluate("document.getElementById('letters-redrive').click()");
        browser.await(
                "[...document.querySelectorAll('.toasts p')].some(toast => /sent once more/.test(toast.innerText))");
    }

    /** What is left of a truncated picture is seen, for each letter in sight: not a black field. */
    private static void preview(TestBrowser browser) {
        browser.await(
                "(previews => previews.length > 0 && previews.every(preview => {"
                        + "const image = preview.querySelector('img');"
                        + "if (!image?.complete || image.naturalWidth === 0) { return false; }"
                        + "const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);"
                        + "const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);"
                        + "const { data } = context.getImageData(0, 0, canvas.width, 8);"
                        + "return data.filter((value, at) => at % 4 === 1).reduce((sum, each) => sum + each, 0)"
                        + "  > 40 * data.length / 4; }))"
                        + "([...document.querySelectorAll('.preview')].filter(each => each.getBoundingClientRect().top < innerHeight))");
    }

    private static void models(TestBrowser browser) {
        open(browser, "models");
        browser.await("document.querySelector('.model-card')");
        assertThat(browser.evaluate("document.getElementById('models').innerText")
                        .asText())
                .contains("voc-animals", "Mean IoU", "SHA-256", "demo");
        choose(browser, "compare-old", "scenes");
        choose(browser, "compare-new", "voc-animals");
        browser.evaluate("document.getElementById('compare').click()");
        browser.await("document.querySelector('[data-camera=demo] .mean b')");
        assertThat(browser.evaluate("[...document.querySelectorAll('[data-camera=demo] figcaption')]"
                                + ".map(each => each.textContent).join()")
                        .asText())
                .contains("scenes 1", "voc-animals 2");
        assertThat(browser.evaluate("document.getElementById('verdict').hidden").asBoolean())
                .as("only candidates are swapped in")
                .isTrue();
        browser.evaluate("document.getElementById('compare').click()");
    }

    private static void swap(TestBrowser browser, Path served) throws Exception {
        choose(browser, "compare-new", "file:broken.onnx");
        browser.evaluate("document.getElementById('compare').click()");
        browser.await(
                "document.querySelector('.toasts [data-kind=error]')?.textContent.includes('broken.onnx is refused')");
        choose(browser, "compare-new", "file:second.onnx");
        byte[] before = Files.readAllBytes(served);
        browser.evaluate("document.getElementById('compare').click()");
        browser.await("document.querySelector('[data-camera=demo] .mean b')?.textContent === '100 %'");
        browser.await("!document.getElementById('swap-ask').disabled");
        assertThat(browser.evaluate("document.getElementById('verdict-text').textContent")
                        .asText())
                .isEqualTo("second.onnx beside scenes: 100 % mean IoU on 1 camera.");
        browser.evaluate("document.getElementById('swap-ask').click()");
        assertThat(browser.evaluate("document.getElementById('swap').innerText").asText())
                .contains("scenes 1", "scenes 2", "The file that is served as scenes is replaced");
        browser.press("Escape");
        assertThat(browser.evaluate("document.getElementById('swap').open").asBoolean())
                .isFalse();
        assertThat(Files.readAllBytes(served)).isEqualTo(before);
        browser.evaluate("document.getElementById('swap-ask').click()");
        browser.press("Tab");
        browser.press("Enter");
        browser.await(
                "[...document.querySelectorAll('.toasts p')].some(toast => /is now scenes 2/.test(toast.innerText))");
        assertThat(Files.readAllBytes(served))
                .isEqualTo(Files.readAllBytes(served.resolveSibling("candidates/second.onnx")));
        open(browser, "");
        browser.await(DEMO + ".querySelector('.model').innerText === 'scenes 2'");
    }

    /** What comes through a line that is too narrow is less, but whole and as new as the line allows. */
    private static void slowLine(TestBrowser browser, KafkaRecords log) throws Exception {
        browser.slowDown(100_000);
        browser.evaluate("window.got = []; new EventSource('api/live').addEventListener('frame', async (message) => {"
                + "const event = JSON.parse(message.data); const arrived = Date.now();"
                + "if (event.camera !== 'demo' || event.outcome !== 'result') { return; }"
                + "const digest = async (base64) => [...new Uint8Array(await crypto.subtle.digest('SHA-256',"
                + "  Uint8Array.from(atob(base64), each => each.charCodeAt(0))))]"
                + "  .map(each => each.toString(16).padStart(2, '0')).join('');"
                + "window.got.push({ ...event.origin, arrived, latency: event.latency_ms,"
                + "  picture: await digest(event.picture), map: await digest(event.label_map.png) }); })");
        // six at least, and until one was left out, which is sooner or later so where frames come faster than the line
        browser.await(
                "window.got.length >= 6" + " && window.got.at(-1).offset - window.got[0].offset >= window.got.length");
        var got = browser.evaluate("window.got");
        long last = -1;
        for (var each : got) {
            long offset = each.get("offset").asLong();
            assertThat(offset).as("newer than the one before").isGreaterThan(last);
            last = offset;
            Frame frame = log.frame(each.get("partition").asInt(), offset);
            var outcome = log.outcome(each.get("partition").asInt(), offset);
            assertThat(each.get("picture").asText()).isEqualTo(sha256(frame.getEncoded()));
            assertThat(each.get("map").asText())
                    .isEqualTo(sha256(outcome.getResult().getLabelMap().getPng()));
            double waited = each.get("arrived").asLong()
                    - Timestamps.toMillis(frame.getCapturedAt())
                    - each.get("latency").asDouble();
            assertThat(waited).as("milliseconds from outcome to page").isLessThan(15_000);
        }
    }

    private static String sha256(ByteString bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }

    private static void choose(TestBrowser browser, String select, String value) {
        browser.evaluate("(select => { select.value = '" + value + "';"
                + "select.dispatchEvent(new Event('change', { bubbles: true })); })(document.getElementById('" + select
                + "'))");
    }

    private static void demo(TestBrowser browser, double corruption) {
        assertThat(browser.evaluate(
                                "fetch('api/demo', { method: 'PUT', headers: { 'Content-Type': 'application/json' },"
                                        + "body: JSON.stringify({ running: true, loss: 0, jitter_ms: 0, frozen: false, corruption: "
                                        + corruption + " }) }).then(answer => answer.status)")
                        .asInt())
                .isEqualTo(200);
    }

    private static void open(TestBrowser browser, String page) {
        browser.evaluate("location.hash = '#/" + page + "'");
    }
}
