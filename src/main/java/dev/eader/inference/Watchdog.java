package dev.eader.inference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Sees to it that a run that hangs holds up nothing but its own images. A native run cannot be interrupted: its thread is
 * left to itself and another one takes over. Only so many are left, because each may hold memory and cores; after that
 * nothing runs until one of them comes back, and the process is better begun anew.
 */
final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());

    private final Duration patience;
    private final Function<Watchdog, Dispatcher> successor;
    private final Set<Dispatcher> abandoned = new HashSet<>();
    private final Set<String> hanging = new TreeSet<>();
    private final Set<Dispatcher> trusted = new HashSet<>();
    private final int dispatchers;
    private boolean stopped;

    /**
     * @param patience how long a run may take
     * @param dispatchers that run batches side by side
     */
    Watchdog(Duration patience, int dispatchers, Function<Watchdog, Dispatcher> successor) {
        this.patience = patience;
        this.dispatchers = dispatchers;
        this.successor = successor;
        appoint();
    }

    /** As many as lack. */
    private synchronized void appoint() {
        while (trusted.size() < dispatchers) {
            Dispatcher dispatcher = successor.apply(this);
            trusted.add(dispatcher);
            dispatcher.start();
        }
    }

    /** Whether this dispatcher may take another batch. */
    synchronized boolean trusts(Dispatcher dispatcher) {
        return trusted.contains(dispatcher);
    }

    /** Abandons the runs that have lasted too long. */
    void look() {
        List<Dispatcher> all;
        synchronized (this) {
            all = List.copyOf(trusted);
        }
        all.forEach(this::look);
    }

    private void look(Dispatcher dispatcher) {
        Dispatcher.Run run;
        synchronized (this) {
            run = dispatcher.current();
            if (stopped
                    || !trusted.contains(dispatcher)
                    || run == null
                    || run.age().compareTo(patience) <= 0) {
                return;
            }
            trusted.remove(dispatcher);
            abandoned.add(dispatcher);
            hanging.add(run.model());
            LOG.log(
                    Level.ERROR,
                    "Model {0} hangs: a run on {1} image(s) has lasted {2} ms and is abandoned, as {3} of at most {4} are",
                    run.model(),
                    run.batch().size(),
                    Long.toString(run.age().toMillis()),
                    abandoned.size(),
                    HungRuns.MAX_ABANDONED);
            if (abandoned.size() < HungRuns.MAX_ABANDONED) {
                appoint();
            }
        }
        // not under the lock: what depends on a future runs right here
        run.batch().forEach(image -> image.future().completeExceptionally(new ModelTimeoutException(patience)));
    }

    /** A model that answers does not hang, unless it is one that has been given up who says so. */
    synchronized void answered(Dispatcher dispatcher, String model) {
        if (!hanging.isEmpty() && trusted.contains(dispatcher) && hanging.remove(model)) {
            LOG.log(Level.INFO, "Model {0} answers again", model);
        }
    }

    /** A dispatcher has come to its end: its run came back after all, or it died of an error. */
    synchronized void ended(Dispatcher dispatcher) {
        if (abandoned.remove(dispatcher)) {
            LOG.log(Level.WARNING, "An abandoned run came back; {0} have not", abandoned.size());
        }
        trusted.remove(dispatcher);
        if (!stopped && abandoned.size() < HungRuns.MAX_ABANDONED) {
            appoint();
        }
    }

    synchronized HungRuns hungRuns() {
        return new HungRuns(Set.copyOf(hanging), abandoned.size());
    }

    /** Abandons nothing any more. Gives the dispatchers that run batches; none where all hang. */
    synchronized List<Dispatcher> stop() {
        stopped = true;
        return List.copyOf(trusted);
    }
}
