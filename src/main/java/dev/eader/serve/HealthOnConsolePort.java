package dev.eader.serve;

import dev.eader.config.EaderConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves health and metrics on the console's port when the broker is the embedded one, so that the default installation
 * has one port. With a configured broker they are on the management port only, which visitors of the console cannot fill.
 */
@Singleton
final class HealthOnConsolePort {
    private volatile Router management;

    void management(@Observes ManagementInterface management) {
        this.management = management.router();
    }

    void page(@Observes Router router, EaderConfig config) {
        if (config.broker().embedded()) {
            // not route("/q/*"): a router below a path would look for that path without its beginning
            router.route("/*").handler(exchange -> {
                Router routes = management;
                if (routes != null && exchange.normalizedPath().startsWith("/q/")) {
                    routes.handleContext(exchange);
                } else {
                    exchange.next();
                }
            });
        }
    }
}
