package dev.eader.serve;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Ends the service when it was asked to while the embedded broker was starting. */
@Singleton
final class EarlyStop {
    void start(@Observes StartupEvent event) {
        if (Serve.stopWanted()) {
            Quarkus.asyncExit(0);
        }
    }
}
