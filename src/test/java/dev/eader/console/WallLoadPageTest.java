package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eader.console.live.LiveFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Processor use of a browser with 64 tiles, at the frame rate of the service. To measure it, run
 * {@code mvn test -Dtest=WallLoadPageTest -Deader.console.seconds=60}; the result is printed.
 */
class WallLoadPageTest {
    private static final int CAMERAS = 64;

    @RegisterExtension
    final PageFixture page = new PageFixture();

    @Test
    void wall_of_64_cameras_uses_at_most_one_core() throws Exception {
        int seconds = Integer.getInteger("eader.console.seconds", 4);
        page.browser().size(1920, 1400);
        List<LiveFrame> frames = List.of(TestFrames.large("", 0), TestFrames.large("", 1), TestFrames.large("", 2));
        for (int number = 0; number < CAMERAS; number++) {
            page.server().send(frame(number, frames));
        }
        page.browser().await("document.querySelectorAll('.tile[data-frame]').length === 64");
        page.browser()
                .evaluate(
                        "window.drawn = 0; new MutationObserver(all => { window.drawn += all.length; })"
                                + ".observe(document.getElementById('wall'), { subtree: true, attributeFilter: ['data-frame'] })");
        Duration cpuBefore = page.browser().processorTime();
        long start = System.nanoTime();
        long interval = LiveResource.FRAME_INTERVAL.toMillis();
        AtomicInteger sent = new AtomicInteger(CAMERAS);
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        sender.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < LiveResource.MAX_FRAMES_PER_INTERVAL; i++) {
                        page.server().offer(frame(sent.getAndIncrement(), frames));
                    }
                },
                0,
                interval,
                TimeUnit.MILLISECONDS);
        try {
            long expected = CAMERAS + seconds * 1000 / interval * LiveResource.MAX_FRAMES_PER_INTERVAL;
            await().atMost(seconds + 60, TimeUnit.SECONDS).until(() -> sent.get() >= expected);
        } finally {
            sender.shutdownNow();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Duration cpu = page.browser().processorTime().minus(cpuBefore);
        int drawn = page.browser().evaluate("window.drawn").asInt();
        System.out.printf(
                "64 tiles: %d frames drawn in %.1f s, %.2f cores%n",
                drawn, elapsed.toMillis() / 1e3, (double) cpu.toMillis() / elapsed.toMillis());
        assertThat(page.browser()
                        .evaluate("document.querySelectorAll('.tile').length")
                        .asInt())
                .isEqualTo(CAMERAS);
        assertThat(drawn).as("of %s frames", sent.get() - CAMERAS).isGreaterThan(16);
        assertThat(cpu).as("processor time within %s", elapsed).isLessThan(elapsed);
    }

    private static LiveFrame frame(int number, List<LiveFrame> frames) {
        LiveFrame frame = frames.get(number / CAMERAS % frames.size());
        return new LiveFrame("camera " + number % CAMERAS, frame.segmentation(), frame.picture(), TestFrames.COUNTS);
    }
}
