package dev.eader.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ClaimCheckTest {
    private static final int MAX_BYTES = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Vertx vertx;

    @TempDir
    Path folder;

    /** What the server was asked for, with the name it was asked by. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
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
            asked.add("chunks");
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
        asked.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A byte, and then no more. */
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

    private ClaimCheck claimCheck(List<String> schemes, List<String> prefixes, boolean anywhere, Duration timeout) {
        return new ClaimCheck(
                new ClaimCheckOptions(schemes, prefixes, anywhere, timeout, MAX_BYTES), () -> vertx, name -> {
                    lookedUp.add(name);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                });
    }

    private ClaimCheck files() {
        return claimCheck(List.of("file"), List.of(folder.toUri() + "frames/"), false, PATIENCE);
    }

    private static FrameFailure refused(ClaimCheck check, String uri, Code code) {
        FrameFailure failure = catchThrowableOfType(FrameFailure.class, () -> check.fetch(uri));
        assertThat(failure).as(uri).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }

    @Test
    void nothing_is_fetched_unless_a_scheme_is_allowed() {
        for (String uri : List.of("file:///etc/passwd", "http://" + host + "/frames/a.jpg", "s3://b/k", "a.jpg", "")) {
            refused(ClaimCheck.off(), uri, Code.URI_NOT_ALLOWED);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void a_picture_comes_from_the_address_its_name_was_looked_up_to_once() throws Exception {
        assertThat(http(true, PATIENCE).fetch("http://" + host + "/frames/a.jpg?signature=x"))
                .asString()
                .isEqualTo("picture");
        assertThat(lookedUp).containsExactly("pictures.example");
        assertThat(asked).containsExactly(host + "/frames/a.jpg?signature=x");
        assertThat(http(true, PATIENCE).fetch("http://" + host + "/frames/most"))
                .hasSize(MAX_BYTES);
    }

    @Test
    void a_name_that_leads_to_this_machine_is_refused_before_it_is_asked() {
        assertThat(refused(http(false, PATIENCE), "http://" + host + "/frames/a.jpg", Code.URI_NOT_ALLOWED))
                .hasMessageContaining("eader.image.uri-private-addresses");
        assertThat(asked).isEmpty();
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
    void what_lies_beneath_no_prefix_is_refused(String uri) {
        refused(http(true, PATIENCE), uri.replace("HOST", host), Code.URI_NOT_ALLOWED);
        assertThat(lookedUp).isEmpty();
    }

    @Test
    void a_redirect_is_not_followed() {
        assertThat(refused(http(true, PATIENCE), "http://" + host + "/frames/moved", Code.URI_UNREADABLE))
                .hasMessageContaining("status 302; redirects are not followed");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_secret_in_a_presigned_uri_is_not_told() {
        for (String path : List.of("gone", "long", "../x")) {
            FrameFailure failure = catchThrowableOfType(FrameFailure.class, () -> http(true, PATIENCE)
                    .fetch("http://" + host + "/frames/" + path + "?signature=secret"));
            assertThat(failure).hasMessageContaining("/frames/" + path).hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "chunks"})
    void a_body_above_the_limit_is_not_read_to_its_end(String path) {
        assertThat(refused(http(true, PATIENCE), "http://" + host + "/frames/" + path, Code.TOO_MANY_BYTES))
                .hasMessageContaining("larger than eader.image.max-bytes, 1000 bytes");
    }

    @Test
    void a_server_that_drips_does_not_hold_a_worker_beyond_the_timeout() {
        long start = System.nanoTime();
        assertThat(refused(
                        http(true, Duration.ofMillis(300)), "http://" + host + "/frames/endless", Code.URI_UNREADABLE))
                .hasMessageContaining("no complete response within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(end.getCount()).isOne();
    }

    @Test
    void a_file_beneath_a_prefix_is_read_and_one_above_the_limit_is_not() throws Exception {
        Path frames = Files.createDirectories(folder.resolve("frames/front"));
        Files.writeString(frames.resolve("a b.jpg"), "picture");
        Files.write(frames.resolve("long.jpg"), new byte[MAX_BYTES + 1]);
        assertThat(files().fetch(frames.resolve("a b.jpg").toUri().toString()))
                .asString()
                .isEqualTo("picture");
        refused(files(), frames.resolve("long.jpg").toUri().toString(), Code.TOO_MANY_BYTES);
        refused(files(), frames.resolve("none.jpg").toUri().toString(), Code.URI_UNREADABLE);
        refused(files(), frames.toUri().toString(), Code.URI_UNREADABLE);
    }

    @Test
    void nothing_leads_out_of_a_folder() throws Exception {
        Path frames = Files.createDirectories(folder.resolve("frames"));
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectories(folder.resolve("frames-of-others"));
        Files.writeString(folder.resolve("frames-of-others/a"), "other");
        Files.createSymbolicLink(frames.resolve("link"), secret);
        Files.createSymbolicLink(frames.resolve("up"), folder);
        String base = frames.toUri().toString();
        for (String uri : List.of(
                base + "../secret",
                base + "%2e%2e/secret",
                base + "link",
                base + "up/secret",
                base,
                folder.toUri() + "frames-of-others/a",
                secret.toUri().toString(),
                "file:secret",
                "file://host" + frames.resolve("a").toUri().getRawPath(),
                "file:///etc/passwd")) {
            refused(files(), uri, Code.URI_NOT_ALLOWED);
        }
    }

    @Test
    void a_pipe_does_not_hold_a_worker() throws Exception {
        Path pipe = Files.createDirectories(folder.resolve("frames")).resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(refused(files(), pipe.toUri().toString(), Code.URI_UNREADABLE))
                .hasMessageContaining("not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "172.32.0.1, true",
        "2606:4700::1111, true",
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "0.0.0.0, false",
        "255.255.255.255, false",
        "224.0.0.1, false",
        "::1, false",
        "::, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "2002:7f00:1::, false",
        "fe80::1, false",
        "fd00:ec2::254, false",
        "ff02::1, false",
    })
    void addresses_for_special_ends_are_not_public(String address, boolean isPublic) throws Exception {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp  | ftp://host/frames/       | eader.image.uri-schemes must be of [file, http, https], but contains 'ftp'",
                "http | https://host/frames/     | has none for 'http'",
                "http | http://host/frames       | folders that end in '/'",
                "http | http://host/a/../frames/ | folders that end in '/'",
                "http | http://user@host/frames/ | folders that end in '/'",
                "http | http:///frames/          | folders that end in '/'",
                "file | file://host/frames/      | folders that end in '/'",
                "file | file:frames/             | folders that end in '/'",
            })
    void a_wrong_option_is_named_with_what_it_accepts(String scheme, String prefix, String why) {
        assertThatThrownBy(() -> claimCheck(List.of(scheme), List.of(prefix), false, PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> new ClaimCheckOptions(List.of(), List.of(), false, Duration.ZERO, 1))
                .hasMessageContaining("eader.image.uri-timeout");
    }

    @Test
    void a_server_without_tls_is_not_asked_over_https() {
        assertThat(AllowedUris.port(URI.create("https://h/"))).isEqualTo(443);
        assertThat(AllowedUris.port(URI.create("http://h/"))).isEqualTo(80);
        // the server speaks no TLS at all
        var https = claimCheck(List.of("https"), List.of("https://" + host + "/frames/"), true, PATIENCE);
        refused(https, "https://" + host + "/frames/a.jpg", Code.URI_UNREADABLE);
        assertThat(asked).isEmpty();
    }
}
