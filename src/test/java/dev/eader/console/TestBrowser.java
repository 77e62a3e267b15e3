package dev.eader.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * This machine's Chromium with one page, driven by Playwright. Its methods wait for each other, because Playwright takes
 * one call at a time, and Awaitility makes them from threads of its own.
 */
final class TestBrowser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One for all tests of a run, as each costs seconds; they end with it. */
    private static com.microsoft.playwright.Browser program;

    private final BrowserContext context;
    private final Page page;
    private final CDPSession session;
    private final Set<String> requested = new ConcurrentSkipListSet<>();
    private final Set<String> errors = new ConcurrentSkipListSet<>();

    /** The browser of this machine, if it has one. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static synchronized com.microsoft.playwright.Browser program(Path chromium) {
        if (program == null) {
            program = Playwright.create(
                            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                    .chromium()
                    .launch(new LaunchOptions()
                            .setExecutablePath(chromium)
                            .setArgs(List.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    // a moving test picture stands for a webcam, and nobody is asked
                                    "--use-fake-device-for-media-stream",
                                    "--use-fake-ui-for-media-stream")));
        }
        return program;
    }

    /** A profile of its own, so nothing is left of the page before. */
    TestBrowser(Path chromium, String url) {
        context = program(chromium).newContext();
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE.toMillis());
        page.onRequest(request -> requested.add(request.url()));
        page.onPageError(errors::add);
        session = context.newCDPSession(page);
        page.navigate(url);
    }

    /** The value of a JavaScript expression; of a promise, what it comes to. It need not heed the page's own policy. */
    synchronized JsonNode evaluate(String expression) {
        var options = new JsonObject();
        options.addProperty("expression", expression);
        options.addProperty("awaitPromise", true);
        options.addProperty("returnByValue", true);
        options.addProperty("userGesture", true);
        JsonNode answer = json(session.send("Runtime.evaluate", options));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        return answer.path("result").path("value");
    }

    private static JsonNode json(JsonObject answer) {
        try {
            return JSON.readTree(new Gson().toJson(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the expression is true. */
    void await(String expression) {
        Awaitility.await(expression).atMost(PATIENCE).ignoreExceptions().until(() -> evaluate(
                        "Boolean(" + expression + ")")
                .asBoolean());
    }

    /** Makes the page this large, in CSS pixels. */
    synchronized void size(int width, int height) {
        page.setViewportSize(width, height);
    }

    synchronized void theme(ColorScheme theme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
    }

    synchronized void reduceMotion() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    }

    /** Presses a key as a person does, {@code Tab} or {@code Shift+Tab}. */
    synchronized void press(String key) {
        page.keyboard().press(key);
    }

    /** Lets the page receive no more than so many bytes a second. */
    synchronized void slowDown(int bytesPerSecond) {
        session.send("Network.enable");
        var line = new JsonObject();
        line.addProperty("offline", false);
        line.addProperty("latency", 0);
        line.addProperty("downloadThroughput", bytesPerSecond);
        line.addProperty("uploadThroughput", -1);
        session.send("Network.emulateNetworkConditions", line);
    }

    /** What breaks the rules of WCAG 2.2 AA on the page as it is, by axe: a line for each element. */
    List<String> accessibilityFaults() throws IOException {
        if (!evaluate("'axe' in window").asBoolean()) {
            try (InputStream rules = TestBrowser.class.getResourceAsStream("/axe.min.js")) {
                evaluate(new String(rules.readAllBytes(), StandardCharsets.UTF_8) + "; true");
            }
        }
        var faults = evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
                + " 'best-practice'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>"
                + " nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)))");
        return Stream.of(JSON.convertValue(faults, String[].class)).toList();
    }

    /** Every address that the page has asked for. */
    Set<String> requested() {
        return requested;
    }

    /** What the page's scripts have thrown. */
    Set<String> errors() {
        return errors;
    }

    /** Processor time that the browser, all of its processes, has used. */
    Duration processorTime() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().command().orElse("").matches(".*(chrom|headless)[^/]*"))
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public synchronized void close() {
        context.close();
    }
}
