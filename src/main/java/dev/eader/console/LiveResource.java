package dev.eader.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.EaderConfig;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LivePage;
import dev.eader.console.live.SharedEvents;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The live stream of the page, {@code GET /api/live}: server-sent events of two names. {@code frame}: a {@link LiveEvent}.
 * {@code feed}: {@code {"state": ..., "write": ...}}, a {@link FeedState} and who may send pictures, when the stream begins
 * and every second. A page that reads slowly is given the newest frame of each camera whenever it is ready for one.
 *
 * <p>Answers 503 with {@code Retry-After} while {@link #MAX_PAGES} are open.
 */
@Singleton
public class LiveResource {
    /** At most a frame per camera in this time; more than an eye needs, less than a browser chokes on. */
    static final Duration PACE = Duration.ofMillis(80);

    /** At most so many frames of all cameras in that time; a wall of 64 tiles is to leave its browser a core at most. */
    static final int FRAMES = 3;

    /** Pages at a time: each takes up to 0.4 MB of socket buffers and direct memory, 50 MB in all. */
    static final int MAX_PAGES = 128;

    /** A page that needs longer for its frames is closed, since it keeps others' frames from being encoded. */
    private static final Duration MAX_BUSY = Duration.ofMinutes(2);

    private static final int RETRY_SECONDS = 5;
    private static final Logger LOG = Logger.getLogger(LiveResource.class);

    private final FrameBroadcast audience;
    private final ConsoleLifecycle console;
    private final SharedEvents events;
    private final ObjectMapper mapper;
    private final Map<HttpServerResponse, LivePage> pages = new ConcurrentHashMap<>();
    private final ScheduledExecutorService encoder = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "eader-live-pages");
        thread.setDaemon(true);
        return thread;
    });

    @Inject
    LiveResource(FrameBroadcast audience, ConsoleLifecycle console, SharedEvents events, ObjectMapper mapper) {
        this.audience = audience;
        this.console = console;
        this.events = events;
        this.mapper = mapper;
    }

    void routes(@Observes Router router) {
        router.get("/api/live").handler(this::live);
        encoder.scheduleAtFixedRate(this::tick, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void live(RoutingContext exchange) {
        HttpServerResponse response = exchange.response();
        if (pages.size() >= MAX_PAGES) {
            response.setStatusCode(503)
                    .putHeader("Retry-After", Integer.toString(RETRY_SECONDS))
                    .putHeader("Content-Type", "application/json")
                    .end(new JsonObject()
                            .put(
                                    "error",
                                    String.format(
                                            Locale.ROOT,
                                            "%d pages are open, which is the limit; try again later",
                                            MAX_PAGES))
                            .encode());
            return;
        }
        LivePage page = new LivePage(response, audience.enter(), events, this::beat, encoder);
        pages.put(response, page);
        // ended by the client, or by a limit
        exchange.addEndHandler(end -> leave(response));
        response.closeHandler(end -> leave(response));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        encoder.execute(() -> page.tick(System.nanoTime(), FRAMES));
    }

    private void leave(HttpServerResponse response) {
        LivePage page = pages.remove(response);
        if (page != null) {
            page.close();
            audience.leave(page.seen());
        }
    }

    private void tick() {
        long now = System.nanoTime();
        pages.forEach((response, page) -> {
            try {
                if (page.busyFor(now) > MAX_BUSY.toNanos()) {
                    response.reset();
                } else {
                    page.tick(now, FRAMES);
                }
            } catch (RuntimeException e) {
                // the other pages go on
                LOG.warnf(e, "A live page failed and is closed");
                response.reset();
            }
        });
    }

    private Buffer beat() {
        try {
            var feed = new Feed(console.state(), console.write());
            return Buffer.buffer("event:feed\ndata:" + mapper.writeValueAsString(feed) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void end(@Observes ShutdownEvent event) {
        encoder.shutdownNow();
    }

    record Feed(FeedState state, EaderConfig.Console.Write write) {}
}
