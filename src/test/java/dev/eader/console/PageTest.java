package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.LiveFrame;
import dev.eader.console.live.OutcomeCounts;
import dev.eader.v1.Attention;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Failed;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Model;
import dev.eader.v1.Origin;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Timings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser; left out where there is none. */
class PageTest {
    private static final Color SKY = new Color(40, 120, 200);
    private static final OutcomeCounts ONE = new OutcomeCounts(1, 0, 0, 12.5);

    private PageServer server;
    private TestBrowser browser;

    @BeforeEach
    void open() throws Exception {
        Optional<java.nio.file.Path> program = TestBrowser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        server = new PageServer();
        browser = new TestBrowser(program.get(), server.url());
        server.send(FeedState.LIVE);
        browser.await("document.getElementById('connection')?.textContent === 'Live'");
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_page_without_cameras_says_how_to_get_one() throws Exception {
        assertThat(browser.evaluate("document.getElementById('empty').innerText")
                        .asText())
                .contains("send --camera front --dir FOLDER", "drop an image");
        server.send(FeedState.UNREACHABLE);
        browser.await("document.getElementById('connection').textContent === 'Kafka does not answer'");
    }

    @Test
    void hanging_service_is_shown_and_connected_to_again() {
        int before = server.connections.get();
        server.hang(true);
        browser.await("document.getElementById('connection').textContent === 'Reconnecting'");
        await("a new connection").atMost(Duration.ofSeconds(30)).until(() -> server.connections.get() > before);
        server.hang(false);
        browser.await("document.getElementById('connection').textContent === 'Live'");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void event_that_takes_longer_than_the_heartbeat_limit_is_still_received() throws Exception {
        LiveFrame frame = camera("slow", 1);
        int before = server.connections.get();
        server.bytesPerSecond = frame.picture().orElseThrow().size() / 6;
        server.send(frame);
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(server.connections.get()).isEqualTo(before);
    }

    @Test
    void a_mask_lies_over_its_frame_as_strongly_as_the_slider_says() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(browser.evaluate("document.querySelector('.tile').innerText").asText())
                .contains("front", "cat", "98 %", "13 fps", "41 ms", "1 segmented", "scenes 1.0");
        assertPixel(48, SKY, 0);
        // The fill is painted at 205 of 255, and the slider stands at 60 %.
        assertPixel(12, new Color(128, 0, 0), 0.6 * 205 / 255);
        choose("opacity", "0");
        assertPixel(12, SKY, 0);
        choose("opacity", "100");
        assertPixel(12, new Color(128, 0, 0), 205 / 255.0);
    }

    @Test
    void attention_is_that_of_the_chosen_class() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("document.querySelector('input[value=attention]').click()");
        assertPixel(12, SKY, 0);
        assertThat(red(56)).as("the surest class is attended to on the right").isGreaterThan(150);
        browser.evaluate("document.querySelectorAll('.legend button')[1].click()");
        assertThat(red(56)).as("the second class carries no attention").isEqualTo(SKY.getRed());
    }

    @Test
    void every_pixel_is_painted_where_the_records_mask_has_a_class_and_nowhere_else() throws Exception {
        var blots = new Random(7);
        BufferedImage map = map((x, y) -> blots.nextInt(4) == 0 ? 1 : 0);
        server.send(front(result(map)));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        choose("opacity", "100");
        var pixels = browser.evaluate(
                "[...document.querySelector('canvas').getContext('2d')" + ".getImageData(0, 0, 64, 32).data]");
        for (int at = 0; at < 64 * 32; at++) {
            boolean painted = pixels.get(4 * at).asInt() != SKY.getRed();
            assertThat(painted)
                    .as("pixel %d, %d", at % 64, at / 64)
                    .isEqualTo(map.getRaster().getSample(at % 64 / 2, at / 64 / 2, 0) == 1);
        }
    }

    @Test
    void side_by_side_shows_the_bare_frame_beside_the_masked_one() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("document.querySelector('input[value=split]').click()");
        browser.await("document.querySelector('canvas').width === 128");
        assertPixel(12, SKY, 0);
        assertPixel(64 + 12, new Color(128, 0, 0), 0.6 * 205 / 255);
        assertPixel(64 + 48, SKY, 0);
    }

    @Test
    void the_pointer_is_told_the_class_and_score_under_it() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(pointAt(0.2)).startsWith("cat · score 98 %");
        assertThat(pointAt(0.8)).isEqualTo("background");
        browser.evaluate("document.querySelector('input[value=split]').click()");
        assertThat(pointAt(0.6)).startsWith("cat · score 98 %");
        assertThat(pointAt(0.4)).isEqualTo("background");
    }

    @Test
    void a_frozen_tile_keeps_its_frame_and_steps_to_the_newest() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("document.querySelector('.freeze').click()");
        server.send(frame("f2"));
        server.send(
                new LiveFrame("front", frame("f3").segmentation(), Optional.empty(), new OutcomeCounts(3, 0, 0, 12.5)));
        browser.await("document.querySelector('.counts').textContent.includes('3 segmented')");
        assertThat(shown()).isEqualTo("f1");
        browser.evaluate("document.querySelector('.step').click()");
        browser.await("document.querySelector('.tile[data-frame=f3]')");
        server.send(frame("f4"));
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat(shown()).isEqualTo("f3");
        browser.evaluate("document.querySelector('.freeze').click()");
        browser.await("document.querySelector('.tile[data-frame=f4]')");
    }

    @Test
    void what_is_on_the_canvas_can_be_saved_as_a_png_named_after_its_frame() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("HTMLAnchorElement.prototype.click = function () { window.saved = this; };"
                + "document.querySelector('.save').click()");
        browser.await("window.saved");
        assertThat(browser.evaluate("window.saved.download").asText()).isEqualTo("front-f1-mask.png");
        assertThat(browser.evaluate("fetch(window.saved.href).then(answer => answer.blob())"
                                + ".then(createImageBitmap).then(image => image.width)")
                        .asInt())
                .isEqualTo(64);
    }

    /** For a figure: {@code mvn test -Dtest=PageTest#a_wall* -Deader.console.seconds=60}; it is told on the output. */
    @Test
    void a_wall_of_64_cameras_leaves_all_but_one_core_alone() throws Exception {
        int seconds = Integer.getInteger("eader.console.seconds", 4);
        browser.size(1920, 1400);
        List<LiveFrame> views = List.of(camera("", 0), camera("", 1), camera("", 2));
        for (int camera = 0; camera < 64; camera++) {
            server.send(at(camera, views));
        }
        browser.await("document.querySelectorAll('.tile[data-frame]').length === 64");
        browser.evaluate("window.drawn = 0; new MutationObserver(all => { window.drawn += all.length; })"
                + ".observe(document.getElementById('wall'), { subtree: true, attributeFilter: ['data-frame'] })");
        Duration before = browser.processorTime();
        long start = System.nanoTime();
        // as the service paces it
        int frames = LiveResource.MAX_FRAMES_PER_INTERVAL;
        long pause = LiveResource.FRAME_INTERVAL.toMillis();
        var pace = Executors.newSingleThreadScheduledExecutor();
        var sent = new AtomicInteger(64);
        pace.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < frames; i++) {
                        server.offer(at(sent.getAndIncrement(), views));
                    }
                },
                0,
                pause,
                TimeUnit.MILLISECONDS);
        try {
            await().atMost(seconds + 60, TimeUnit.SECONDS)
                    .until(() -> sent.get() >= 64 + seconds * 1000 / pause * frames);
        } finally {
            pace.shutdownNow();
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Duration used = browser.processorTime().minus(before);
        int drawn = browser.evaluate("window.drawn").asInt();
        System.out.printf(
                "64 tiles: %d frames drawn in %.1f s, %.2f cores%n",
                drawn, wall.toMillis() / 1e3, (double) used.toMillis() / wall.toMillis());
        assertThat(browser.evaluate("document.querySelectorAll('.tile').length").asInt())
                .isEqualTo(64);
        assertThat(drawn).as("of %s frames", sent.get() - 64).isGreaterThan(16);
        assertThat(used).as("processor time within %s", wall).isLessThan(wall);
    }

    @Test
    void every_control_can_be_reached_and_used_from_the_keyboard_and_shows_that_it_has_the_focus() throws Exception {
        server.send(front(
                result().setOrigin(Origin.newBuilder().setTopic("frames.v1").setOffset(7))));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("document.querySelector('.freeze').click()");
        List<String> reached = new ArrayList<>();
        for (int key = 0;
                key < 40
                        && (reached.isEmpty()
                                || !reached.get(reached.size() - 1).equals("BODY"));
                key++) {
            browser.press("Tab");
            var here = browser.evaluate("(here => { const box = here.matches('.unseen, .views input')"
                    + " ? here.nextElementSibling : here;"
                    + "return { name: here === document.body ? 'BODY' : (here.innerText || here.value),"
                    + " shown: getComputedStyle(box).outlineStyle !== 'none' }; })(document.activeElement)");
            reached.add(here.get("name").asText().replaceAll("\\s+", " ").strip());
            if (!reached.get(reached.size() - 1).equals("BODY")) {
                assertThat(here.get("shown").asBoolean()).as("%s", reached).isTrue();
            }
        }
        assertThat(reached)
                .containsSubsequence("Wall", "Cameras in", "Dead letters", "Models", "mask", "60", "Freeze all")
                .containsSubsequence("×", "Freeze", "Step", "Save PNG", "Details", "cat 98 %", "dog 60 %", "BODY");
        browser.evaluate("document.querySelector('.legend button').focus()");
        browser.press("Space");
        assertThat(browser.evaluate("document.querySelector('.legend button').getAttribute('aria-pressed')")
                        .asText())
                .isEqualTo("true");
        browser.evaluate("document.querySelector('input[value=mask]').focus()");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        browser.await("document.querySelector('canvas').width === 128");
    }

    @Test
    void who_wants_less_motion_gets_a_picture_a_second_and_the_newest() throws Exception {
        browser.reduceMotion();
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        browser.evaluate("window.shown = []; new MutationObserver(() => window.shown.push(performance.now()))"
                + ".observe(document.querySelector('.tile'), { attributeFilter: ['data-frame'] })");
        var pace = Executors.newSingleThreadScheduledExecutor();
        var sent = new AtomicInteger(1);
        try {
            pace.scheduleAtFixedRate(
                    () -> server.offer(numbered(sent.incrementAndGet())), 0, 50, TimeUnit.MILLISECONDS);
            browser.await("window.shown.length === 3");
        } finally {
            pace.shutdownNow();
        }
        browser.await("document.querySelector('.tile').dataset.frame === 'f" + sent.get() + "'");
        var times = browser.evaluate("window.shown");
        for (int each = 1; each < times.size(); each++) {
            assertThat(times.get(each).asDouble() - times.get(each - 1).asDouble())
                    .isGreaterThan(900);
        }
        assertThat(browser.evaluate("document.getAnimations().length").asInt()).isZero();
    }

    @Test
    void nothing_is_asked_of_anybody_but_the_service() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(browser.requested())
                .hasSizeGreaterThan(10)
                .allMatch(address -> address.startsWith(server.url()) || address.startsWith("blob:" + server.url()));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void a_failed_frame_says_why() throws Exception {
        server.send(front(Segmentation.newBuilder()
                .setFailed(Failed.newBuilder()
                        .setCode(Failed.Code.TRUNCATED_IMAGE)
                        .setMessage("The JPEG ends after 9 bytes"))));
        browser.await("document.querySelector('.tile[data-outcome=failed]')");
        assertThat(browser.evaluate("document.querySelector('.note').innerText").asText())
                .isEqualTo("truncated image: The JPEG ends after 9 bytes");
        assertPixel(12, SKY, 0);
    }

    @Test
    void a_cameras_name_is_text_whatever_it_holds() throws Exception {
        String name = "<img src=x onerror=document.title='taken'>";
        server.send(new LiveFrame(name, result().build(), Optional.empty(), ONE));
        browser.await("document.querySelector('.tile')");
        assertThat(browser.evaluate("document.querySelector('.tile h2').textContent")
                        .asText())
                .isEqualTo(name);
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Eader");
    }

    @Test
    void a_dropped_image_is_sent_and_a_refusal_is_shown() {
        drop("one.png");
        await().atMost(Duration.ofSeconds(60)).until(() -> server.uploads.size() == 1);
        assertThat(server.uploads.get(0).query()).isEqualTo("camera=dropped");
        assertThat(server.uploads.get(0).type()).isEqualTo("image/png");
        assertThat(server.uploads.get(0).body()).asString().isEqualTo("content of one.png");
        drop("two.png");
        browser.await("document.querySelector('[data-kind=error]')");
        assertThat(browser.evaluate("document.querySelector('[data-kind=error]').textContent")
                        .asText())
                .isEqualTo("two.png: Kafka did not take the frame");
    }

    @Test
    void all_of_fifty_dropped_images_are_sent() {
        server.accepted = 50;
        drop(names(50));
        browser.await("document.getElementById('toasts').innerText.includes('50 of 50 images sent')");
        assertThat(server.uploads).hasSize(50);
        assertThat(server.uploads.stream().map(PageServer.Upload::query).distinct())
                .hasSize(6);
        assertThat(server.uploads.stream().map(upload -> new String(upload.body(), StandardCharsets.UTF_8)))
                .containsExactly(
                        Stream.of(names(50)).map(name -> "content of " + name).toArray(String[]::new));
    }

    @Test
    void number_of_images_that_were_not_sent_is_shown_with_the_reason() {
        server.accepted = 6;
        drop(names(50));
        browser.await("document.querySelector('[data-kind=error]')");
        assertThat(browser.evaluate("document.querySelector('[data-kind=error]').textContent")
                        .asText())
                .isEqualTo("44 of 50 images were not sent. image-7.png: Kafka did not take the frame");
        assertThat(browser.evaluate("document.getElementById('toasts').innerText")
                        .asText())
                .contains("6 of 50 images sent");
    }

    private static String[] names(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "image-" + number + ".png")
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "9.96, 10.0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 60.0 s",
        "60000, 1 min",
        "3540000, 59 min",
        "3600000, 1.0 h",
        "18000000, 5.0 h",
        "172800000, 2.0 days",
        "604800000, 7.0 days"
    })
    void times_have_the_unit_of_their_size(double millis, String text) {
        assertThat(browser.evaluate("import('/js/words.js').then(({ time }) => time(" + millis + "))")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void time_of_a_dead_letter_has_its_date() {
        assertThat(browser.evaluate("import('/js/words.js').then(({ dateTime }) => dateTime('2026-03-09T12:00:00Z'))")
                        .asText())
                .contains("2026", "9", ":00:00");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void events_are_read_in_pieces_of_any_size(int piece) {
        assertThat(browser.evaluate("import('/js/live.js').then(({ parser }) => { const seen = [];"
                                + "const take = parser((name, data) => seen.push(`${name}=${data}`));"
                                + "const text = ': note\\n\\nevent:feed\\ndata:{\"a\":1}\\n\\nevent: frame\\ndata: x\\ndata: y\\n\\n';"
                                + "for (let at = 0; at < text.length; at += " + piece + ") { take(text.slice(at, at + "
                                + piece + ")); } return seen.join('|'); })")
                        .asText())
                .isEqualTo("feed={\"a\":1}|frame=x\ny");
    }

    @Test
    void nothing_sticks_out_on_a_phone() throws Exception {
        server.send(front(result()));
        browser.await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(browser.evaluate("new Promise(done => {"
                                + "const frame = document.createElement('iframe');"
                                + "frame.style.width = '320px';"
                                + "frame.onload = () => done(frame.contentDocument.documentElement.scrollWidth);"
                                + "frame.src = '/'; document.body.append(frame); })")
                        .asInt())
                .isLessThanOrEqualTo(320);
    }

    private String shown() {
        return browser.evaluate("document.querySelector('.tile').dataset.frame").asText();
    }

    /** What is told of a place in the middle row, from 0 at the canvas' left to 1. */
    private String pointAt(double x) {
        return browser.evaluate("(canvas => { const box = canvas.getBoundingClientRect();"
                        + "const wide = Math.min(box.width, box.height * canvas.width / canvas.height);"
                        + "canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + (box.width - wide) / 2 + wide * "
                        + x + ", clientY: box.top + box.height / 2 }));"
                        + "return document.querySelector('.tip').textContent; })(document.querySelector('canvas'))")
                .asText();
    }

    private static LiveFrame numbered(int number) {
        try {
            return frame("f" + number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LiveFrame frame(String id) throws IOException {
        return front(result(), id);
    }

    private static LiveFrame at(int number, List<LiveFrame> views) {
        LiveFrame view = views.get(number / 64 % views.size());
        return new LiveFrame("camera " + number % 64, view.segmentation(), view.picture(), ONE);
    }

    /** A frame of the size that cameras have. */
    private static LiveFrame camera(String name, int round) {
        BufferedImage view = new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB);
        var grain = new Random(round);
        for (int at = 0; at < 640 * 360; at++) {
            view.setRGB(at % 640, at / 640, new Color(at % 640 / 4, at / 640 / 2, grain.nextInt(40)).getRGB());
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(view, "jpg", jpeg);
            var segmentation = result().setFrameId("f" + round);
            segmentation.getResultBuilder().setWidth(640).setHeight(360);
            segmentation
                    .getResultBuilder()
                    .getLabelMapBuilder()
                    .setWidth(640)
                    .setHeight(352)
                    .setScaleX(1)
                    .setScaleY(360 / 352.0)
                    .setPng(png(map(640, 352, (x, y) -> (x - 320) * (x - 320) + (y - 176) * (y - 176) < 9000 ? 1 : 0)));
            return new LiveFrame(name, segmentation.build(), Optional.of(ByteString.copyFrom(jpeg.toByteArray())), ONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(String... names) {
        browser.evaluate("(() => { const data = new DataTransfer();"
                + "for (const name of ['" + String.join("', '", names) + "']) {"
                + "data.items.add(new File([`content of ${name}`], name, { type: 'image/png' })); }"
                + "window.dispatchEvent(new DragEvent('drop', { dataTransfer: data })); })()");
    }

    private void choose(String control, String value) {
        browser.evaluate("(() => { const control = document.getElementById('controls').elements." + control
                + "; control.value = " + value
                + "; control.dispatchEvent(new Event('input', { bubbles: true })); })()");
    }

    private int red(int x) {
        return pixel(x).getRed();
    }

    private Color pixel(int x) {
        var pixel = browser.evaluate(
                "[...document.querySelector('canvas').getContext('2d').getImageData(" + x + ", 16, 1, 1).data]");
        return new Color(
                pixel.get(0).asInt(), pixel.get(1).asInt(), pixel.get(2).asInt());
    }

    /** The frame's colour with {@code over} laid on it at {@code alpha}. */
    private void assertPixel(int x, Color over, double alpha) {
        Color seen = pixel(x);
        Offset<Double> near = Offset.offset(3.0);
        assertThat((double) seen.getRed()).isEqualTo(over.getRed() * alpha + SKY.getRed() * (1 - alpha), near);
        assertThat((double) seen.getGreen()).isEqualTo(over.getGreen() * alpha + SKY.getGreen() * (1 - alpha), near);
        assertThat((double) seen.getBlue()).isEqualTo(over.getBlue() * alpha + SKY.getBlue() * (1 - alpha), near);
    }

    private static LiveFrame front(Segmentation.Builder segmentation) throws IOException {
        return front(segmentation, "f1");
    }

    private static LiveFrame front(Segmentation.Builder segmentation, String id) throws IOException {
        BufferedImage sky = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 64 * 32; at++) {
            sky.setRGB(at % 64, at / 64, SKY.getRGB());
        }
        return new LiveFrame("front", segmentation.setFrameId(id).build(), Optional.of(png(sky)), ONE);
    }

    /** A cat in the left half of a map at half the picture's size, attended to in the right column; and a dog. */
    private static Segmentation.Builder result() throws IOException {
        return result(map((x, y) -> x < 16 ? 1 : 0));
    }

    private static BufferedImage map(IntBinaryOperator label) {
        return map(32, 16, label);
    }

    private static BufferedImage map(int width, int height, IntBinaryOperator label) {
        byte[] reds = {0, (byte) 128};
        byte[] others = {0, 0};
        BufferedImage map = new BufferedImage(
                width, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, others, others));
        for (int at = 0; at < width * height; at++) {
            map.getRaster().setSample(at % width, at / width, 0, label.applyAsInt(at % width, at / width));
        }
        return map;
    }

    private static Segmentation.Builder result(BufferedImage map) throws IOException {
        return Segmentation.newBuilder()
                .setModel(Model.newBuilder().setName("scenes").setVersion("1.0"))
                .setTimings(Timings.newBuilder().setTotal(Durations.fromMillis(41)))
                .setResult(Result.newBuilder()
                        .setWidth(64)
                        .setHeight(32)
                        .setLabelMap(LabelMap.newBuilder()
                                .setPng(png(map))
                                .setSpace(LabelMap.Space.MODEL)
                                .setWidth(32)
                                .setHeight(16)
                                .setScaleX(2)
                                .setScaleY(2))
                        .addClasses(ClassResult.newBuilder()
                                .setName("cat")
                                .setScore(0.98f)
                                .setArea(0.5)
                                .setAttention(Attention.newBuilder()
                                        .setRows(1)
                                        .setColumns(4)
                                        .setScale(1 / 255f)
                                        .setStride(8)
                                        .setValues(ByteString.copyFrom(new byte[] {0, 0, 0, (byte) 255}))))
                        .addClasses(ClassResult.newBuilder()
                                .setIndex(1)
                                .setName("dog")
                                .setScore(0.6f)));
    }

    private static ByteString png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return ByteString.copyFrom(out.toByteArray());
    }
}
