package dev.eader.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eader.EaderConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** The page with a stream that a test writes: what the browser shows is then exactly what it was sent. */
final class PageServer implements AutoCloseable {
    record Upload(String query, String type, byte[] body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final CopyOnWriteArrayList<Upload> uploads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
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
        send("feed", new LiveResource.Feed(state, EaderConfig.Console.Write.OPEN));
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
        events.add("event:" + name + "\ndata:" + JSON.writeValueAsString(data) + "\n\n");
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
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            while (true) {
                out.write(events.take().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(new Upload(
                exchange.getRequestURI().getQuery(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestBody().readAllBytes()));
        byte[] refusal = JSON.writeValueAsBytes(new Refusal("Kafka did not take the frame"));
        exchange.sendResponseHeaders(uploads.size() == 1 ? 202 : 503, refusal.length);
        exchange.getResponseBody().write(refusal);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
