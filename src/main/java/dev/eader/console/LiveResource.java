package dev.eader.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.config.ConsoleConfig;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LivePage;
import dev.eader.console.live.SharedEvents;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
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
 * Streams server-sent events to pages at {@code GET /api/live}. A {@code frame} event is a {@link LiveEvent}. A {@code feed} event,
 * at the start and then every second, is {@code {"state": ..., "write": ...}} with the {@link FeedState} and the value of
 * {@code eader.console.write}. A page that reads slowly receives the newest frame of each camera when it is ready for one.
 *
 * <p>Responds 503 with {@code Retry-After} while {@link #MAX_PAGES} pages are open.
 */
@Singleton
public class LiveResource {
    /** Interval at which a page receives frames, at most one per camera. */
    static final Duration FRAME_INTERVAL = Duration.ofMillis(80);

    /** Frames of all cameras per interval: with 64 tiles a browser then uses at most one core. */
    static final int MAX_FRAMES_PER_INTERVAL = 3;

    /** Open pages. Each takes up to 0.4 MB of socket buffers and direct memory, 50 MB in total. */
    static final int MAX_PAGES = 128;

    /** A page that takes longer to receive its frames is disconnected, because its event takes room from other frames. */
    private static final Duration MAX_SEND_TIME = Duration.ofMinutes(2);

    private static final int RETRY_SECONDS = 5;
    private static final Logger LOG = Logger.getLogger(LiveResource.class);

    private final FrameBroadcast broadcast;
    private final ConsoleLifecycle console;
    private final AccessPolicy access;
    private final SharedEvents events;
    private final ObjectMapper mapper;
    private final Map<HttpServerResponse, LivePage> pages = new ConcurrentHashMap<>();
    private final ScheduledExecutorService encoder = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "eader-live-pages");
        thread.setDaemon(true);
        return thread;
    });

    @Inject
    LiveResource(
            FrameBroadcast broadcast,
            ConsoleLifecycle console,
            AccessPolicy access,
            SharedEvents events,
            ObjectMapper mapper) {
        this.broadcast = broadcast;
        this.console = console;
        this.access = access;
        this.events = events;
        this.mapper = mapper;
    }

    void registerRoute(@Observes Router router) {
        router.get("/api/live").handler(this::open);
        encoder.scheduleAtFixedRate(
                this::sendNewFrames, FRAME_INTERVAL.toMillis(), FRAME_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void open(RoutingContext exchange) {
        HttpServerResponse response = exchange.response();
        if (pages.size() >= MAX_PAGES) {
            response.putHeader("Retry-After", Integer.toString(RETRY_SECONDS));
            ErrorResponse.send(
                    response,
                    503,
                    String.format(
                            Locale.ROOT,
                            "%d pages are open, which is the limit. Close one or try again in %d s.",
                            MAX_PAGES,
                            RETRY_SECONDS));
            return;
        }
        LivePage page = new LivePage(response, broadcast.subscribe(), events, this::heartbeat, encoder);
        pages.put(response, page);
        // called when the client disconnects and when the service ends the response
        exchange.addEndHandler(end -> close(response));
        response.closeHandler(end -> close(response));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        encoder.execute(() -> page.sendNewFrames(System.nanoTime(), MAX_FRAMES_PER_INTERVAL));
    }

    private void close(HttpServerResponse response) {
        LivePage page = pages.remove(response);
        if (page != null) {
            page.close();
            broadcast.unsubscribe(page.cursor());
        }
    }

    private void sendNewFrames() {
        long now = System.nanoTime();
        pages.forEach((response, page) -> {
            try {
                if (page.busyNanos(now) > MAX_SEND_TIME.toNanos()) {
                    response.reset();
                } else {
                    page.sendNewFrames(now, MAX_FRAMES_PER_INTERVAL);
                }
            } catch (RuntimeException e) {
                LOG.warnf(e, "Cannot send frames to a page; its connection is closed");
                response.reset();
            }
        });
    }

    private Buffer heartbeat() {
        try {
            Feed feed = new Feed(console.feedState(), access.write());
            return Buffer.buffer("event:feed\ndata:" + mapper.writeValueAsString(feed) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        encoder.shutdownNow();
    }

    record Feed(FeedState state, ConsoleConfig.Write write) {}
}
