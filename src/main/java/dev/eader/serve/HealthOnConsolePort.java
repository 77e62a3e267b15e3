package dev.eader.serve;

import dev.eader.config.EaderConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves health and metrics on the console's port with the embedded broker, so that the default installation has one port.
 * With a configured broker, only the management port serves them, whose connections the console's visitors cannot use up.
 */
@Singleton
final class HealthOnConsolePort {
    private volatile Router management;

    void setManagement(@Observes ManagementInterface management) {
        this.management = management.router();
    }

    void addRoute(@Observes Router router, EaderConfig config) {
        if (config.broker().embedded()) {
            // A route for "/q/*" would remove this prefix from the path that the management router matches.
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
