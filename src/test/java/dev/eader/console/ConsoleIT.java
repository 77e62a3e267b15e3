package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eader.faults.Processes;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of the running application in a real browser; left out where there is none. */
class ConsoleIT {
    private static final String DEMO = "[...document.querySelectorAll('.tile')]"
            + ".find(tile => tile.querySelector('h2').textContent === 'demo')";
    private static final String PICTURE = "(canvas => [...canvas.getContext('2d')"
            + ".getImageData(0, 0, canvas.width, canvas.height).data]"
            + ".filter((value, at) => at % 997 === 0).join())(" + DEMO + ".querySelector('canvas'))";

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void the_demo_camera_moves_on_the_page_and_its_classes_are_told() throws Exception {
        var program = Browser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        var service = processes.service(Map.of(), List.of());
        service.awaitReady();
        try (var browser = new Browser(program.get(), service.url())) {
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
}
