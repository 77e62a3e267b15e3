package dev.eader.console;

import static dev.eader.console.TestFrames.COUNTS;
import static dev.eader.console.TestFrames.SKY;
import static dev.eader.console.TestFrames.front;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.console.live.LiveFrame;
import dev.eader.console.live.OutcomeCounts;
import dev.eader.v1.Failed;
import dev.eader.v1.Segmentation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tiles of the wall in a real browser. */
class TilePageTest {
    @RegisterExtension
    static final PageFixture PAGE = new PageFixture();

    private static final Color MASK = new Color(128, 0, 0);
    /** The mask is filled with alpha 205 of 255. */
    private static final double FILL_ALPHA = 205 / 255.0;

    @Test
    void mask_is_drawn_with_opacity_of_slider() throws Exception {
        send(front("f1"));
        assertThat(evaluate("document.querySelector('.tile').innerText").asText())
                .contains("front", "cat", "98 %", "13 fps", "41 ms", "1 segmented", "scenes 1.0");
        assertPixel(48, SKY, 0);
        assertPixel(12, MASK, 0.6 * FILL_ALPHA);
        setOpacity(0);
        assertPixel(12, SKY, 0);
        setOpacity(100);
        assertPixel(12, MASK, FILL_ALPHA);
    }

    @Test
    void attention_view_shows_selected_class() throws Exception {
        send(front("f1"));
        selectView("attention");
        assertPixel(12, SKY, 0);
        assertThat(pixel(56).getRed()).as("attention of the best class").isGreaterThan(150);
        evaluate("document.querySelectorAll('.legend button')[1].click()");
        assertThat(pixel(56).getRed()).as("class without attention").isEqualTo(SKY.getRed());
    }

    @Test
    void painted_pixels_equal_label_map() throws Exception {
        Random random = new Random(7);
        BufferedImage map = TestFrames.labelMap(32, 16, (x, y) -> random.nextInt(4) == 0 ? 1 : 0);
        send(front(TestFrames.result(map), "f1"));
        setOpacity(100);
        JsonNode pixels =
                evaluate("[...document.querySelector('canvas').getContext('2d').getImageData(0, 0, 64, 32).data]");
        for (int at = 0; at < 64 * 32; at++) {
            boolean painted = pixels.get(4 * at).asInt() != SKY.getRed();
            assertThat(painted)
                    .as("pixel %d, %d", at % 64, at / 64)
                    .isEqualTo(map.getRaster().getSample(at % 64 / 2, at / 64 / 2, 0) == 1);
        }
    }

    @Test
    void split_view_shows_frame_and_mask() throws Exception {
        send(front("f1"));
        selectView("split");
        await("document.querySelector('canvas').width === 128");
        assertPixel(12, SKY, 0);
        assertPixel(64 + 12, MASK, 0.6 * FILL_ALPHA);
        assertPixel(64 + 48, SKY, 0);
    }

    @Test
    void tooltip_names_class_and_score_at_pointer() throws Exception {
        send(front("f1"));
        assertThat(tooltipAt(0.2)).startsWith("cat · score 98 %");
        assertThat(tooltipAt(0.8)).isEqualTo("background");
        selectView("split");
        assertThat(tooltipAt(0.6)).startsWith("cat · score 98 %");
        assertThat(tooltipAt(0.4)).isEqualTo("background");
    }

    @Test
    void frozen_tile_keeps_its_frame_and_steps_to_newest() throws Exception {
        send(front("f1"));
        evaluate("document.querySelector('.freeze').click()");
        PAGE.server().send(front("f2"));
        PAGE.server()
                .send(new LiveFrame(
                        "front", front("f3").segmentation(), Optional.empty(), new OutcomeCounts(3, 0, 0, 12.5)));
        await("document.querySelector('.counts').textContent.includes('3 segmented')");
        assertThat(shownFrame()).isEqualTo("f1");
        evaluate("document.querySelector('.step').click()");
        await("document.querySelector('.tile[data-frame=f3]')");
        PAGE.server().send(front("f4"));
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat(shownFrame()).isEqualTo("f3");
        evaluate("document.querySelector('.freeze').click()");
        await("document.querySelector('.tile[data-frame=f4]')");
    }

    @Test
    void canvas_is_saved_as_png_named_after_frame() throws Exception {
        send(front("f1"));
        evaluate("HTMLAnchorElement.prototype.click = function () { window.saved = this; };"
                + "document.querySelector('.save').click()");
        await("window.saved");
        assertThat(evaluate("window.saved.download").asText()).isEqualTo("front-f1-mask.png");
        assertThat(evaluate("fetch(window.saved.href).then(answer => answer.blob())"
                                + ".then(createImageBitmap).then(image => image.width)")
                        .asInt())
                .isEqualTo(64);
    }

    @Test
    void failed_frame_shows_code_and_message() throws Exception {
        PAGE.server()
                .send(front(
                        Segmentation.newBuilder()
                                .setFailed(Failed.newBuilder()
                                        .setCode(Failed.Code.TRUNCATED_IMAGE)
                                        .setMessage("The JPEG ends after 9 bytes")),
                        "f1"));
        await("document.querySelector('.tile[data-outcome=failed]')");
        assertThat(evaluate("document.querySelector('.message').innerText").asText())
                .isEqualTo("truncated image: The JPEG ends after 9 bytes");
        assertPixel(12, SKY, 0);
    }

    @Test
    void camera_name_is_never_parsed_as_html() throws Exception {
        String name = "<img src=x onerror=document.title='injected'>";
        PAGE.server().send(new LiveFrame(name, TestFrames.result().build(), Optional.empty(), COUNTS));
        await("document.querySelector('.tile')");
        assertThat(evaluate("document.querySelector('.tile h2').textContent").asText())
                .isEqualTo(name);
        assertThat(evaluate("document.title").asText()).isEqualTo("Eader");
    }

    /** Sends a frame with id "f1" and waits until it is drawn. */
    private static void send(LiveFrame frame) throws IOException {
        PAGE.server().send(frame);
        await("document.querySelector('.tile[data-frame=f1]')");
    }

    private static JsonNode evaluate(String expression) {
        return PAGE.browser().evaluate(expression);
    }

    private static void await(String condition) {
        PAGE.browser().await(condition);
    }

    private static String shownFrame() {
        return evaluate("document.querySelector('.tile').dataset.frame").asText();
    }

    /** Moves the pointer to the middle row, at x from 0 (left) to 1 (right), and returns the tooltip. */
    private static String tooltipAt(double x) {
        return evaluate(
                        """
                        (canvas => { const box = canvas.getBoundingClientRect();
                        const width = Math.min(box.width, box.height * canvas.width / canvas.height);
                        const clientX = box.left + (box.width - width) / 2 + width * %s;
                        canvas.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: box.top + box.height / 2 }));
                        return document.querySelector('.tooltip').textContent; })(document.querySelector('canvas'))
                        """
                                .formatted(x))
                .asText();
    }

    private static void selectView(String view) {
        evaluate("document.querySelector('input[value=" + view + "]').click()");
    }

    private static void setOpacity(int percent) {
        evaluate("(() => { const control = document.getElementById('controls').elements.opacity; control.value = "
                + percent + "; control.dispatchEvent(new Event('input', { bubbles: true })); })()");
    }

    private static Color pixel(int x) {
        JsonNode rgba = evaluate(
                "[...document.querySelector('canvas').getContext('2d').getImageData(" + x + ", 16, 1, 1).data]");
        return new Color(rgba.get(0).asInt(), rgba.get(1).asInt(), rgba.get(2).asInt());
    }

    /** Asserts that the pixel in column x has the colour of the frame, covered by another colour with this alpha. */
    private static void assertPixel(int x, Color cover, double alpha) {
        Color pixel = pixel(x);
        Offset<Double> tolerance = Offset.offset(3.0);
        assertThat((double) pixel.getRed()).isEqualTo(cover.getRed() * alpha + SKY.getRed() * (1 - alpha), tolerance);
        assertThat((double) pixel.getGreen())
                .isEqualTo(cover.getGreen() * alpha + SKY.getGreen() * (1 - alpha), tolerance);
        assertThat((double) pixel.getBlue())
                .isEqualTo(cover.getBlue() * alpha + SKY.getBlue() * (1 - alpha), tolerance);
    }
}
