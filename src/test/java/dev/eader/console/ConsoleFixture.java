package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.faults.Processes;
import dev.eader.faults.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged service with its embedded Kafka, and its console in a browser, both shared by the tests of a class. The model
 * "scenes" is served from a file, and there are two candidates. Tests are skipped if this machine has no Chromium.
 */
final class ConsoleFixture implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** The tile of the demo camera, as JavaScript expression. */
    static final String DEMO = "[...document.querySelectorAll('.tile')]"
            + ".find(tile => tile.querySelector('h2').textContent === 'demo')";

    private final Processes processes = new Processes();
    private ServiceProcess service;
    private Path folder;
    private Path chromium;
    private TestBrowser browser;
    private KafkaRecords records;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Optional<Path> found = TestBrowser.find();
        assumeTrue(found.isPresent(), "no Chromium on the PATH");
        chromium = found.get();
        processes.beforeEach(context);
        folder = Files.createTempDirectory("eader-console-");
        Path candidates = Files.createDirectory(folder.resolve("candidates"));
        ModelFiles.write(servedModel());
        ModelFiles.write(candidates.resolve("second.onnx"), "2");
        Files.writeString(candidates.resolve("broken.onnx"), "not a model");
        service = processes.service(
                Map.of(),
                List.of(
                        "eader.demo.fps=5",
                        "eader.model.path.scenes=" + servedModel(),
                        "eader.model.candidates=" + candidates));
        service.awaitReady();
        browser = openBrowser();
        records = new KafkaRecords(service.embedded());
    }

    /** Opens the wall and waits for a result of the demo camera. */
    @Override
    public void beforeEach(ExtensionContext context) {
        open("");
        browser.await(DEMO + "?.dataset.outcome === 'result'");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            System.err.println(service.output());
        }
        assertThat(browser.errors()).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (browser != null) {
            browser.close();
            records.close();
        }
        if (folder != null) {
            processes.afterEach(context);
            try (var files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    TestBrowser browser() {
        return browser;
    }

    /** Another browser at the console, to be closed by the test. */
    TestBrowser openBrowser() {
        return new TestBrowser(chromium, service.url());
    }

    KafkaRecords records() {
        return records;
    }

    /** The file of the served model "scenes". */
    Path servedModel() {
        return folder.resolve("served.onnx");
    }

    Path folder() {
        return folder;
    }

    JsonNode evaluate(String expression) {
        return browser.evaluate(expression);
    }

    void await(String condition) {
        browser.await(condition);
    }

    /** Opens a page of the console, such as "models"; empty for the wall. */
    void open(String page) {
        open(browser, page);
    }

    static void open(TestBrowser browser, String page) {
        browser.evaluate("location.hash = '#/" + page + "'");
    }

    void click(String id) {
        evaluate("document.getElementById('" + id + "').click()");
    }

    void select(String id, String value) {
        evaluate("(select => { select.value = '" + value + "';"
                + "select.dispatchEvent(new Event('change', { bubbles: true })); })(document.getElementById('" + id
                + "'))");
    }

    /** Sets the share of corrupt frames of the demo camera, in [0, 1]. */
    static void setCorruption(TestBrowser browser, double share) {
        assertThat(browser.evaluate(
                                """
                                fetch('api/demo', { method: 'PUT', headers: { 'Content-Type': 'application/json' },
                                  body: JSON.stringify({ running: true, loss: 0, jitter_ms: 0, frozen: false, corruption: %s })
                                }).then(answer => answer.status)
                                """
                                        .formatted(share))
                        .asInt())
                .isEqualTo(200);
    }
}
