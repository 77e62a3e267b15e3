package dev.eader.serve;

import dev.eader.config.EaderConfig;
import dev.eader.config.LogConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Formats console log lines as JSON if {@code eader.log.format} asks for it. It uses the log manager's formatter instead of
 * a Quarkus extension, so lines before the start of the service are text.
 */
@Singleton
final class LogFormat {
    private static final int FIRST = 1;

    void start(@Observes @Priority(FIRST) StartupEvent event, EaderConfig config) {
        if (config.log().format() == LogConfig.Format.JSON) {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                formatAsJson(handler);
            }
        }
    }

    private static void formatAsJson(Handler handler) {
        if (handler instanceof ConsoleHandler) {
            handler.setFormatter(new JsonFormatter());
        } else if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                formatAsJson(inner);
            }
        }
    }
}
