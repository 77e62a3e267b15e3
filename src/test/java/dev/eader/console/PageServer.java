package dev.eader.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eader.config.ConsoleConfig;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LiveFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves the page with an event stream that the test writes. Upload requests are recorded. */
final class PageServer implements AutoCloseable {
    static final String REJECTION = "Kafka did not accept the frame";

    record Upload(String query, String type, byte[] body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final CopyOnWriteArrayList<Upload> uploads = new CopyOnWriteArrayList<>();
    /** Number of uploads that get 202; later ones get 503. */
    volatile int accepted = 1;

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Number of connections to the event stream. */
    final AtomicInteger connections = new AtomicInteger();

    /** Rate limit of the event stream. */
    volatile int bytesPerSecond = Integer.MAX_VALUE;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile boolean hangs;
    private volatile String heartbeat = "";
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    PageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::page);
        server.createContext("/api/live", this::live);
        server.createContext("/api/frames", this::upload);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    void send(FeedState state) throws IOException {
        heartbeat = event("feed", new LiveResource.Feed(state, ConsoleConfig.Write.OPEN));
        events.add(heartbeat);
    }

    /** Keeps connections open without sending anything, like a process after SIGSTOP. */
    void hang(boolean hangs) {
        this.hangs = hangs;
    }

    void send(LiveFrame frame) throws IOException {
        send("frame", LiveEvent.of(frame));
    }

    /** {@link #send(LiveFrame)} without checked exception. */
    void offer(LiveFrame frame) {
        try {
            send(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(String name, Object data) throws IOException {
        events.add(event(name, data));
    }

    private static String event(String name, Object data) throws IOException {
        return "event:" + name + "\ndata:" + JSON.writeValueAsString(data) + "\n\n";
    }

    private void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String file = path.equals("/") ? "/index.html" : path;
        try (InputStream content = getClass().getResourceAsStream("/META-INF/resources" + file)) {
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String type = file.endsWith(".js")
                    ? "text/javascript"
                    : file.endsWith(".css") ? "text/css" : file.endsWith(".svg") ? "image/svg+xml" : "text/html";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            content.transferTo(exchange.getResponseBody());
        } finally {
            exchange.close();
        }
    }

    private void live(HttpExchange exchange) throws IOException {
        connections.incrementAndGet();
        try {
            awaitEndOfHang();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                while (true) {
                    String event = events.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                    awaitEndOfHang();
                    write(out, (event == null ? heartbeat : event).getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEndOfHang() throws InterruptedException {
        while (hangs) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void write(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        int chunk = Math.max(1, bytesPerSecond / 10);
        for (int at = 0; at < bytes.length; at += chunk) {
            if (bytesPerSecond < Integer.MAX_VALUE && at > 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            out.write(bytes, at, Math.min(chunk, bytes.length - at));
            out.flush();
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(new Upload(
                exchange.getRequestURI().getQuery(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestBody().readAllBytes()));
        byte[] body = JSON.writeValueAsBytes(new ErrorResponse(REJECTION));
        exchange.sendResponseHeaders(uploads.size() <= accepted ? 202 : 503, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
