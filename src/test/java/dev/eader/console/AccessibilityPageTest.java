package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.v1.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keyboard use, reduced motion and narrow screens in a real browser. */
class AccessibilityPageTest {
    @RegisterExtension
    final PageFixture page = new PageFixture();

    @Test
    void every_control_is_reached_by_tab_with_visible_focus() throws Exception {
        page.server()
                .send(TestFrames.front(
                        TestFrames.result()
                                .setOrigin(Origin.newBuilder()
                                        .setTopic("frames.v1")
                                        .setOffset(7)),
                        "f1"));
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        page.browser().evaluate("document.querySelector('.freeze').click()");
        List<String> reached = new ArrayList<>();
        String name = "";
        for (int key = 0; key < 40 && !name.equals("BODY"); key++) {
            page.browser().press("Tab");
            JsonNode focused = page.browser()
                    .evaluate("(focused => { const box = focused.matches('.visually-hidden, .views input')"
                            + " ? focused.nextElementSibling : focused;"
                            + "return { name: focused === document.body ? 'BODY' : (focused.innerText || focused.value),"
                            + " outlined: getComputedStyle(box).outlineStyle !== 'none' }; })(document.activeElement)");
            name = focused.get("name").asText().replaceAll("\\s+", " ").strip();
            reached.add(name);
            if (!name.equals("BODY")) {
                assertThat(focused.get("outlined").asBoolean())
                        .as("%s", reached)
                        .isTrue();
            }
        }
        assertThat(reached)
                .containsSubsequence("Wall", "Sources", "Dead letters", "Models", "mask", "60", "Freeze all")
                .containsSubsequence("×", "Freeze", "Step", "Save PNG", "Details", "cat 98 %", "dog 60 %", "BODY");
    }

    @Test
    void legend_and_views_are_operated_by_keyboard() throws Exception {
        page.server().send(TestFrames.front("f1"));
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        page.browser().evaluate("document.querySelector('.legend button').focus()");
        page.browser().press("Space");
        assertThat(page.browser()
                        .evaluate("document.querySelector('.legend button').getAttribute('aria-pressed')")
                        .asText())
                .isEqualTo("true");
        page.browser().evaluate("document.querySelector('input[value=mask]').focus()");
        page.browser().press("ArrowRight");
        page.browser().press("ArrowRight");
        page.browser().await("document.querySelector('canvas').width === 128");
    }

    @Test
    void reduced_motion_draws_one_frame_per_second() throws Exception {
        page.browser().reduceMotion();
        page.server().send(TestFrames.front("f1"));
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        page.browser()
                .evaluate("window.drawn = []; new MutationObserver(() => window.drawn.push(performance.now()))"
                        + ".observe(document.querySelector('.tile'), { attributeFilter: ['data-frame'] })");
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger sent = new AtomicInteger(1);
        try {
            sender.scheduleAtFixedRate(
                    () -> page.server().offer(TestFrames.front("f" + sent.incrementAndGet())),
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
            page.browser().await("window.drawn.length === 3");
        } finally {
            sender.shutdownNow();
        }
        page.browser().await("document.querySelector('.tile').dataset.frame === 'f" + sent.get() + "'");
        JsonNode times = page.browser().evaluate("window.drawn");
        for (int each = 1; each < times.size(); each++) {
            assertThat(times.get(each).asDouble() - times.get(each - 1).asDouble())
                    .isGreaterThan(900);
        }
        assertThat(page.browser().evaluate("document.getAnimations().length").asInt())
                .isZero();
    }

    @Test
    void page_fits_a_width_of_320_pixels() throws Exception {
        page.server().send(TestFrames.front("f1"));
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(page.browser()
                        .evaluate("new Promise(done => {"
                                + "const frame = document.createElement('iframe');"
                                + "frame.style.width = '320px';"
                                + "frame.onload = () => done(frame.contentDocument.documentElement.scrollWidth);"
                                + "frame.src = '/'; document.body.append(frame); })")
                        .asInt())
                .isLessThanOrEqualTo(320);
    }
}
