package dev.eader.console;

import dev.eader.broker.Topics;
import dev.eader.config.EaderConfig;
import dev.eader.console.live.FeedState;
import dev.eader.console.live.FrameBroadcast;
import dev.eader.console.live.LiveFeed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Starts and stops the console with the application and checks the access of every HTTP request. While the console is disabled,
 * only paths below {@code /q} are served.
 */
@Singleton
public final class ConsoleLifecycle {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final int ACCESS_PRIORITY = 900;

    private final boolean enabled;
    private final AccessPolicy access;
    private final LiveFeed feed;
    private final Thread thread;

    @Inject
    ConsoleLifecycle(
            EaderConfig config, ConsoleClients clients, Topics topics, FrameBroadcast broadcast, AccessPolicy access) {
        this.access = access;
        enabled = config.console().enabled();
        feed = new LiveFeed(clients::liveConsumer, topics, broadcast);
        thread = new Thread(feed, "eader-console");
        thread.setDaemon(true);
    }

    FeedState feedState() {
        return feed.state();
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        feed.close();
        thread.join(STOP_TIMEOUT.toMillis());
    }

    void registerFilters(@Observes Filters filters) {
        filters.register(this::checkAccess, ACCESS_PRIORITY);
        if (!enabled) {
            filters.register(
                    exchange -> {
                        if (exchange.normalizedPath().startsWith("/q/")) {
                            exchange.next();
                        } else {
                            exchange.response().setStatusCode(404).end();
                        }
                    },
                    ACCESS_PRIORITY + 100);
        }
    }

    private void checkAccess(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        access.check(
                        exchange.normalizedPath(),
                        request.method().name(),
                        request.getHeader("Authorization"),
                        request.getHeader("Origin"),
                        request.getHeader("Host"))
                .ifPresentOrElse(denial -> deny(exchange, denial), exchange::next);
    }

    private static void deny(RoutingContext exchange, AccessPolicy.Denial denial) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            // the unread rest of the request body must not be parsed as the next request
            exchange.response().putHeader("Connection", "close");
        }
        ErrorResponse.send(exchange.response(), denial.status(), denial.error());
    }
}
