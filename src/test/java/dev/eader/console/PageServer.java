package dev.eader.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eader.EaderConfig;
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

/** The page with a stream that a test writes: what the browser shows is then exactly what it was sent. */
final class PageServer implements AutoCloseable {
    record Upload(String query, String type, byte[] body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final CopyOnWriteArrayList<Upload> uploads = new CopyOnWriteArrayList<>();
    /** Uploads that are answered with 202; those after them get 503. */
    volatile int accepted = 1;

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Connections to the event stream so far. */
    final AtomicInteger connections = new AtomicInteger();

    /** Largest number of bytes of the event stream that are sent per second. */
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
        heartbeat = event("feed", new LiveResource.Feed(state, EaderConfig.Console.Write.OPEN));
        events.add(heartbeat);
    }

    /** Keeps connections open and sends nothing on them, as a process does that was stopped by SIGSTOP. */
    void hang(boolean hangs) {
        this.hangs = hangs;
    }

    void send(LiveFrame frame) throws IOException {
        send("frame", LiveEvent.of(frame));
    }

    /** As {@link #send(LiveFrame)}, for threads that cannot fail. */
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
        int piece = Math.max(1, bytesPerSecond / 10);
        for (int at = 0; at < bytes.length; at += piece) {
            if (bytesPerSecond < Integer.MAX_VALUE && at > 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            out.write(bytes, at, Math.min(piece, bytes.length - at));
            out.flush();
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(new Upload(
                exchange.getRequestURI().getQuery(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestBody().readAllBytes()));
        byte[] refusal = JSON.writeValueAsBytes(new ErrorResponse("Kafka did not take the frame"));
        exchange.sendResponseHeaders(uploads.size() <= accepted ? 202 : 503, refusal.length);
        exchange.getResponseBody().write(refusal);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
