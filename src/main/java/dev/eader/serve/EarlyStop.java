package dev.eader.serve;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Ends the service if a signal came while the embedded broker was starting, and limits the time of every shutdown. */
@Singleton
final class EarlyStop {
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        ExitDeadline.start();
    }

    void start(@Observes StartupEvent event) {
        if (Serve.stopWanted()) {
            Quarkus.asyncExit(0);
        }
    }
}
