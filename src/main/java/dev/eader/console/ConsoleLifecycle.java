package dev.eader.console;

import dev.eader.EaderConfig;
import dev.eader.broker.Topics;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveFeed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Starts and ends the console with the application; where it is off, the application serves nothing but {@code /q}. */
@Singleton
public final class ConsoleLifecycle {
    private static final Duration END = Duration.ofSeconds(5);

    private final boolean enabled;
    private final AccessPolicy access;
    private final LiveFeed feed;
    private final Thread thread;

    @Inject
    ConsoleLifecycle(
            EaderConfig config, ConsoleClients clients, Topics topics, FrameBroadcast audience, AccessPolicy access) {
        this.access = access;
        enabled = config.console().enabled();
        feed = new LiveFeed(clients::consumer, topics, audience);
        thread = new Thread(feed, "eader-console");
        thread.setDaemon(true);
    }

    /** How the reading from Kafka goes. */
    public FeedState state() {
        return feed.state();
    }

    /** Who may send something. */
    EaderConfig.Console.Write write() {
        return access.write();
    }

    private void onlyWhoMay(RoutingContext exchange) {
        var request = exchange.request();
        access.refusal(
                        exchange.normalizedPath(),
                        request.method().name(),
                        request.getHeader("Authorization"),
                        request.getHeader("Origin"),
                        request.getHeader("Host"))
                .ifPresentOrElse(refusal -> refuse(exchange, refusal), exchange::next);
    }

    private static void refuse(RoutingContext exchange, AccessPolicy.Denial refusal) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            // what is not read of the request's body must not pass for the next request
            exchange.response().putHeader("Connection", "close");
        }
        exchange.response()
                .setStatusCode(refusal.status())
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", refusal.error()).encode());
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            thread.start();
        }
    }

    void end(@Observes ShutdownEvent event) throws InterruptedException {
        feed.close();
        thread.join(END.toMillis());
    }

    void shut(@Observes Filters filters) {
        filters.register(this::onlyWhoMay, 900);
        if (!enabled) {
            filters.register(
                    request -> {
                        if (request.normalizedPath().startsWith("/q/")) {
                            request.next();
                        } else {
                            request.response().setStatusCode(404).end();
                        }
                    },
                    1000);
        }
    }
}
