package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images dropped on the page in a real browser. */
class UploadPageTest {
    @RegisterExtension
    final PageFixture page = new PageFixture();

    @Test
    void dropped_image_is_sent_and_rejection_is_shown() {
        drop("one.png");
        await().atMost(Duration.ofSeconds(60)).until(() -> page.server().uploads.size() == 1);
        PageServer.Upload upload = page.server().uploads.get(0);
        assertThat(upload.query()).isEqualTo("camera=dropped");
        assertThat(upload.type()).isEqualTo("image/png");
        assertThat(upload.body()).asString().isEqualTo("content of one.png");
        drop("two.png");
        assertThat(awaitError()).isEqualTo("two.png: " + PageServer.REJECTION);
    }

    @Test
    void fifty_dropped_images_are_sent_in_order() {
        page.server().accepted = 50;
        drop(names(50));
        page.browser().await("document.getElementById('toasts').innerText.includes('50 of 50 images sent')");
        assertThat(page.server().uploads).hasSize(50);
        assertThat(page.server().uploads.stream().map(PageServer.Upload::query).distinct())
                .hasSize(6);
        assertThat(page.server().uploads.stream().map(upload -> new String(upload.body(), StandardCharsets.UTF_8)))
                .containsExactly(
                        Stream.of(names(50)).map(name -> "content of " + name).toArray(String[]::new));
    }

    @Test
    void number_of_rejected_images_is_shown_with_reason() {
        page.server().accepted = 6;
        drop(names(50));
        assertThat(awaitError()).isEqualTo("44 of 50 images were not sent. image-7.png: " + PageServer.REJECTION);
        assertThat(page.browser()
                        .evaluate("document.getElementById('toasts').innerText")
                        .asText())
                .contains("6 of 50 images sent");
    }

    private String awaitError() {
        page.browser().await("document.querySelector('[data-kind=error]')");
        return page.browser()
                .evaluate("document.querySelector('[data-kind=error]').textContent")
                .asText();
    }

    private void drop(String... names) {
        page.browser()
                .evaluate("(() => { const data = new DataTransfer(); for (const name of ['" + String.join("', '", names)
                        + "']) { data.items.add(new File([`content of ${name}`], name, { type: 'image/png' })); }"
                        + "window.dispatchEvent(new DragEvent('drop', { dataTransfer: data })); })()");
    }

    private static String[] names(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "image-" + number + ".png")
                .toArray(String[]::new);
    }
}
