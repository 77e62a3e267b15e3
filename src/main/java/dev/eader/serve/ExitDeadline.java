package dev.eader.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Halts the JVM if the orderly shutdown does not finish in time: Kafka's clients wait for a broker that does not answer,
 * without a limit. Kafka delivers frames without a committed outcome again after the next start.
 */
final class ExitDeadline {
    /** Kubernetes waits longer than this; see {@code terminationGracePeriodSeconds}. */
    static final int SECONDS = 20;

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private ExitDeadline() {}

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
            return; // nobody interrupts it
        }
        System.err.println(
                "eader: the shutdown did not finish within " + SECONDS + " s, probably because Kafka does not"
                        + " answer; the process is halted. Frames without a committed outcome are processed after the next start.");
        Runtime.getRuntime().halt(1);
    }
}
