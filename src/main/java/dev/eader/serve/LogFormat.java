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
 * Has the console's log written as JSON where that is wanted. By the log manager's own formatter, as Quarkus' extension
 * has it, which does not exist for every Quarkus; so what is told before the service begins is text.
 */
@Singleton
final class LogFormat {
    private static final int FIRST = 1;

    void start(@Observes @Priority(FIRST) StartupEvent event, EaderConfig config) {
        if (config.log().format() == LogConfig.Format.JSON) {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                json(handler);
            }
        }
    }

    private static void json(Handler handler) {
        if (handler instanceof ConsoleHandler) {
            handler.setFormatter(new JsonFormatter());
        } else if (handler instanceof ExtHandler outer) {
            for (Handler inner : outer.getHandlers()) {
                json(inner);
            }
        }
    }
}
