package dev.eader.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eader.v1.Failed.Code;
import dev.eader.wire.FrameFailure;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching over http(s) from a local server. */
class HttpFetchTest {
    private static final int MAX_BYTES = 1000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Vertx vertx;

    /** Requests to the server: host and path. */
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String host;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/frames/", exchange -> answer(exchange, 200, "picture".getBytes()));
        server.createContext("/frames/most", exchange -> answer(exchange, 200, new byte[MAX_BYTES]));
        server.createContext("/frames/long", exchange -> answer(exchange, 200, new byte[MAX_BYTES + 1]));
        server.createContext("/frames/gone", exchange -> answer(exchange, 404, new byte[0]));
        server.createContext("/frames/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/frames/a.jpg");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/frames/endless", this::drip);
        server.createContext("/frames/chunks", exchange -> {
            requests.add("chunks");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (int i = 0; i <= 100_000; i++) {
                    out.write(new byte[MAX_BYTES]);
                }
            }
        });
        server.start();
        host = "pictures.example:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        requests.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Sends one byte and then nothing. */
    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 10);
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private ClaimCheck http(boolean privateAddresses, Duration timeout) {
        return claimCheck(List.of("http"), List.of("http://" + host + "/frames/"), privateAddresses, timeout);
    }

    private ClaimCheck claimCheck(
            List<String> schemes, List<String> prefixes, boolean privateAddresses, Duration timeout) {
        return new ClaimCheck(
                new ClaimCheckOptions(schemes, prefixes, privateAddresses, timeout, MAX_BYTES), () -> vertx, name -> {
                    lookups.add(name);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                });
    }

    private static FrameFailure refused(ClaimCheck check, String uri, Code code) {
        FrameFailure failure = catchThrowableOfType(FrameFailure.class, () -> check.fetch(uri));
        assertThat(failure).as(uri).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }

    @Test
    void nothing_is_fetched_without_an_allowed_scheme() {
        for (String uri : List.of("file:///etc/passwd", "http://" + host + "/frames/a.jpg", "s3://b/k", "a.jpg", "")) {
            refused(ClaimCheck.off(), uri, Code.URI_NOT_ALLOWED);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void host_is_looked_up_once_and_image_fetched_there() throws Exception {
        assertThat(http(true, TIMEOUT).fetch("http://" + host + "/frames/a.jpg?signature=x"))
                .asString()
                .isEqualTo("picture");
        assertThat(lookups).containsExactly("pictures.example");
        assertThat(requests).containsExactly(host + "/frames/a.jpg?signature=x");
        assertThat(http(true, TIMEOUT).fetch("http://" + host + "/frames/most")).hasSize(MAX_BYTES);
    }

    @Test
    void a_name_that_leads_to_this_machine_is_refused_before_it_is_requests() {
        assertThat(refused(http(false, TIMEOUT), "http://" + host + "/frames/a.jpg", Code.URI_NOT_ALLOWED))
                .hasMessageContaining("eader.image.uri-private-addresses");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://HOST/other/a.jpg",
                "http://HOST/frames",
                "http://HOST/frames/../other/a.jpg",
                "http://HOST/frames/%2e%2e/other/a.jpg",
                "http://HOST/frames/..%2fother/a.jpg",
                "http://HOST/frames/..;/other/a.jpg",
                "http://HOST/frames/%5c..%5cother",
                "http://HOST.evil.example/frames/a.jpg",
                "http://pictures.example/frames/a.jpg",
                "http://pictures.example@evil.example/frames/a.jpg",
                "http://user@HOST/frames/a.jpg",
                "http:frames/a.jpg",
                "https://HOST/frames/a.jpg",
            })
    void uri_outside_of_prefixes_is_refused(String uri) {
        refused(http(true, TIMEOUT), uri.replace("HOST", host), Code.URI_NOT_ALLOWED);
        assertThat(lookups).isEmpty();
    }

    @Test
    void redirect_is_not_followed() {
        assertThat(refused(http(true, TIMEOUT), "http://" + host + "/frames/moved", Code.URI_UNREADABLE))
                .hasMessageContaining("status 302; redirects are not followed");
        assertThat(requests).hasSize(1);
    }

    @Test
    void messages_do_not_contain_the_query_of_a_uri() {
        for (String path : List.of("gone", "long", "../x")) {
            FrameFailure failure = catchThrowableOfType(FrameFailure.class, () -> http(true, TIMEOUT)
                    .fetch("http://" + host + "/frames/" + path + "?signature=secret"));
            assertThat(failure).hasMessageContaining("/frames/" + path).hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "chunks"})
    void body_above_the_limit_is_not_read_completely(String path) {
        assertThat(refused(http(true, TIMEOUT), "http://" + host + "/frames/" + path, Code.TOO_MANY_BYTES))
                .hasMessageContaining("larger than eader.image.max-bytes, 1000 bytes");
    }

    @Test
    void slow_server_does_not_block_a_worker_beyond_the_timeout() {
        long start = System.nanoTime();
        assertThat(refused(
                        http(true, Duration.ofMillis(300)), "http://" + host + "/frames/endless", Code.URI_UNREADABLE))
                .hasMessageContaining("no complete response within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
        assertThat(end.getCount()).isOne();
    }

    @Test
    void a_server_without_tls_is_not_requests_over_https() {
        assertThat(AllowedUris.port(URI.create("https://h/"))).isEqualTo(443);
        assertThat(AllowedUris.port(URI.create("http://h/"))).isEqualTo(80);
        var https = claimCheck(List.of("https"), List.of("https://" + host + "/frames/"), true, TIMEOUT);
        refused(https, "https://" + host + "/frames/a.jpg", Code.URI_UNREADABLE);
        assertThat(requests).isEmpty();
    }
}
