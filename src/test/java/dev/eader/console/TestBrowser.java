package dev.eader.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
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
 * One page in the Chromium of this machine, driven by Playwright. Methods are synchronized, because Playwright is not thread-safe
 * and Awaitility calls them from its own threads.
 */
final class TestBrowser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Shared by all tests of this JVM, because starting a browser takes seconds. */
    private static Browser program;

    private final BrowserContext context;
    private final Page page;
    private final CDPSession session;
    private final Set<String> requested = new ConcurrentSkipListSet<>();
    private final Set<String> errors = new ConcurrentSkipListSet<>();

    /** The executable of a Chromium on the PATH. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static synchronized Browser program(Path chromium) {
        if (program == null) {
            program = Playwright.create(
                            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                    .chromium()
                    .launch(new LaunchOptions()
                            .setExecutablePath(chromium)
                            .setArgs(List.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    // a generated moving picture replaces the webcam, without permission prompt
                                    "--use-fake-device-for-media-stream",
                                    "--use-fake-ui-for-media-stream")));
        }
        return program;
    }

    /** Opens the URL in a new profile. */
    TestBrowser(Path chromium, String url) {
        context = program(chromium).newContext();
        page = context.newPage();
        page.setDefaultTimeout(TIMEOUT.toMillis());
        page.onRequest(request -> requested.add(request.url()));
        page.onPageError(errors::add);
        session = context.newCDPSession(page);
        page.navigate(url);
    }

    /** Returns the value of a JavaScript expression, or what its promise resolves to. The page's CSP does not apply. */
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
        Awaitility.await(expression).atMost(TIMEOUT).ignoreExceptions().until(() -> evaluate(
                        "Boolean(" + expression + ")")
                .asBoolean());
    }

    /** Sets the size of the viewport in CSS pixels. */
    synchronized void size(int width, int height) {
        page.setViewportSize(width, height);
    }

    synchronized void theme(ColorScheme theme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
    }

    synchronized void reduceMotion() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    }

    /** Presses a key, such as {@code Tab} or {@code Shift+Tab}. */
    synchronized void press(String key) {
        page.keyboard().press(key);
    }

    /** Limits the download rate of the page. */
    synchronized void slowDown(int bytesPerSecond) {
        session.send("Network.enable");
        JsonObject conditions = new JsonObject();
        conditions.addProperty("offline", false);
        conditions.addProperty("latency", 0);
        conditions.addProperty("downloadThroughput", bytesPerSecond);
        conditions.addProperty("uploadThroughput", -1);
        session.send("Network.emulateNetworkConditions", conditions);
    }

    /** Returns the violations of WCAG 2.2 AA that axe-core finds, one line per element. */
    List<String> accessibilityViolations() throws IOException {
        if (!evaluate("'axe' in window").asBoolean()) {
            try (InputStream rules = TestBrowser.class.getResourceAsStream("/axe.min.js")) {
                evaluate(new String(rules.readAllBytes(), StandardCharsets.UTF_8) + "; true");
            }
        }
        JsonNode violations =
                evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
                        + " 'best-practice'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>"
                        + " nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)))");
        return Stream.of(JSON.convertValue(violations, String[].class)).toList();
    }

    /** All URLs that the page requested. */
    Set<String> requested() {
        return requested;
    }

    /** Uncaught exceptions of the page's scripts. */
    Set<String> errors() {
        return errors;
    }

    /** Processor time used by all processes of the browser. */
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
