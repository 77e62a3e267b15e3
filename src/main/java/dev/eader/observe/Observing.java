package dev.eader.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs code that only observes, such as metrics, traces and logs, and catches what it throws: its failure must not change
 * the outcome of a frame or end a thread. Thread-safe.
 */
public final class Observing {
    private static final Logger LOG = System.getLogger(Observing.class.getName());

    private static final long LOG_INTERVAL = Duration.ofSeconds(10).toNanos();
    private static final AtomicLong LAST_LOGGED = new AtomicLong(System.nanoTime() - LOG_INTERVAL);

    private Observing() {}

    /**
     * Runs an observation. An error of the virtual machine, such as exhausted memory, is thrown on; of everything else,
     * one failure in ten seconds is logged.
     *
     * @param what is observed, for the log line
     * @return whether the observation completed
     */
    public static boolean run(String what, Runnable observation) {
        try {
            observation.run();
            return true;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable failure) {
            log(what, failure);
            return false;
        }
    }

    private static void log(String what, Throwable failure) {
        long now = System.nanoTime();
        long last = LAST_LOGGED.get();
        if (now - last < LOG_INTERVAL || !LAST_LOGGED.compareAndSet(last, now)) {
            return;
        }
        try {
            LOG.log(Level.ERROR, "Observing failed and was ignored: " + what, failure);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable alsoFailed) {
            // the log itself fails; nothing is left to report it to
        }
    }
}
