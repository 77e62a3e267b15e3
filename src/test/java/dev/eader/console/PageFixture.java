package dev.eader.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eader.console.live.FeedState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The page in a browser with a server whose event stream the test writes. As a static field it is shared by the tests of a class and
 * reset between them; as an instance field each test gets its own. Tests are skipped if this machine has no Chromium.
 */
final class PageFixture implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final String RESET =
            """
            (() => {
              document.querySelectorAll('.tile .close').forEach((button) => button.click());
              const { elements } = document.getElementById('controls');
              elements.view.value = 'mask';
              elements.opacity.value = 60;
              elements.opacity.dispatchEvent(new Event('input', { bubbles: true }));
            })()
            """;

    private boolean shared;
    private PageServer server;
    private TestBrowser browser;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        shared = true;
        open();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (shared) {
            browser.evaluate(RESET);
        } else {
            open();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!shared) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    PageServer server() {
        return server;
    }

    TestBrowser browser() {
        return browser;
    }

    private void open() throws Exception {
        Optional<Path> chromium = TestBrowser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on the PATH");
        server = new PageServer();
        browser = new TestBrowser(chromium.get(), server.url());
        server.send(FeedState.LIVE);
        browser.await("document.getElementById('connection')?.textContent === 'Live'");
    }

    private void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
