package dev.eader.console;

import dev.eader.EaderConfig;
import dev.eader.broker.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Starts and ends the console with the application; where it is off, the application serves nothing but {@code /q}. */
@Singleton
public final class Console {
    private static final Duration END = Duration.ofSeconds(5);

    private final boolean enabled;
    private final LiveFeed feed;
    private final Thread thread;

    @Inject
    Console(EaderConfig config, ConsoleClients clients, Topics topics, Audience audience) {
        enabled = config.console().enabled();
        feed = new LiveFeed(clients::consumer, topics, audience);
        thread = new Thread(feed, "eader-console");
        thread.setDaemon(true);
    }

    /** How the reading from Kafka goes. */
    public FeedState state() {
        return feed.state();
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
