package dev.eader.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Runs code that only observes, such as metrics, traces and logs, and catches what it throws: its failure must not change
 * the outcome of a frame or end a thread. Thread-safe.
 */
public final class Observing {
    private static final Logger LOG = Logger.getLogger(Observing.class);

    private static final long LOG_INTERVAL = Duration.ofSeconds(10).toNanos();
    private static final AtomicLong LAST_LOGGED = new AtomicLong(System.nanoTime() - LOG_INTERVAL);

    private Observing() {}

    /**
     * Runs an observation. Logs at most one exception in ten seconds.
     *
     * @param what is observed, for the log line
     * @throws VirtualMachineError when the observation throws one, such as OutOfMemoryError
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
            LOG.errorf(failure, "Could not observe %s; the frame is not affected", what);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable alsoFailed) {
            // the log itself fails, so there is nowhere to report it
        }
    }
}
