package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eader.console.live.FeedState;
import dev.eader.console.live.LiveFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page's connection to the service in a real browser. */
class StreamPageTest {
    @RegisterExtension
    final PageFixture page = new PageFixture();

    @Test
    void page_without_cameras_explains_how_to_add_one() throws Exception {
        page.browser().await("!document.getElementById('empty').hidden");
        assertThat(page.browser()
                        .evaluate("document.getElementById('empty').innerText")
                        .asText())
                .contains("send --camera front --dir FOLDER", "drop an image");
        page.server().send(FeedState.UNREACHABLE);
        page.browser().await("document.getElementById('connection').textContent === 'Kafka does not answer'");
    }

    @Test
    void page_does_not_say_that_no_camera_sends_before_the_feed_starts() throws Exception {
        page.browser().await("!document.getElementById('empty').hidden");
        page.server().send(FeedState.RESTING);
        page.browser().await("document.getElementById('connection').textContent === 'Starting'");
        page.browser().await("document.getElementById('empty').hidden");
    }

    @Test
    void page_reconnects_to_hanging_service() {
        int before = page.server().connections.get();
        page.server().hang(true);
        page.browser().await("document.getElementById('connection').textContent === 'Reconnecting'");
        await("a new connection")
                .atMost(Duration.ofSeconds(30))
                .until(() -> page.server().connections.get() > before);
        page.server().hang(false);
        page.browser().await("document.getElementById('connection').textContent === 'Live'");
        assertThat(page.browser().errors()).isEmpty();
    }

    @Test
    void event_slower_than_silence_timeout_is_received() throws Exception {
        LiveFrame frame = TestFrames.large("slow", 1);
        int before = page.server().connections.get();
        page.server().bytesPerSecond = frame.picture().orElseThrow().size() / 6;
        page.server().send(frame);
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        assertThat(page.server().connections.get()).isEqualTo(before);
    }

    @Test
    void page_requests_only_the_service() throws Exception {
        page.server().send(TestFrames.front("f1"));
        page.browser().await("document.querySelector('.tile[data-frame=f1]')");
        String url = page.server().url();
        assertThat(page.browser().requested())
                .hasSizeGreaterThan(10)
                .allMatch(address -> address.startsWith(url) || address.startsWith("blob:" + url));
        assertThat(page.browser().errors()).isEmpty();
    }
}
