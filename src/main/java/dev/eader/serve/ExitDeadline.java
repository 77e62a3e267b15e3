package dev.eader.serve;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Halts the JVM if the orderly shutdown does not finish in time, because Kafka's clients wait without a limit for a broker
 * that does not answer. Frames without a committed outcome are processed after the next start. Also stops the service if a
 * signal arrived before Quarkus started, which Quarkus ignores.
 */
@Singleton
final class ExitDeadline {
    /** Shorter than {@code terminationGracePeriodSeconds} of the Kubernetes manifests. */
    static final int SECONDS = 20;

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    void stopAfterEarlySignal(@Observes StartupEvent event) {
        if (Serve.stopRequested()) {
            Quarkus.asyncExit(0);
        }
    }

    void startOnShutdown(@Observes @Priority(1) ShutdownEvent event) {
        start();
    }

    /** Starts the countdown; later calls change nothing. */
    static void start() {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(ExitDeadline::haltLater, "exit-deadline");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void haltLater() {
        try {
            new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return;
        }
        System.err.println(
                "eader: the shutdown did not finish within " + SECONDS + " s, probably because Kafka does not"
                        + " answer; the process is halted. Frames without a committed outcome are processed after the next start.");
        Runtime.getRuntime().halt(1);
    }
}
