package dev.eader.inference;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Starts the dispatchers and replaces a dispatcher whose run exceeds the timeout. A native run cannot be interrupted,
 * so its thread is abandoned: its images fail and a new dispatcher continues with the next batch. An abandoned run may
 * keep memory and cores, so no new run starts while {@link HungRuns#MAX_ABANDONED} runs are abandoned; liveness then
 * fails and the process should be restarted. Thread-safe.
 */
final class Watchdog {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);

    private final Duration timeout;
    private final int dispatchers;
    private final Function<Watchdog, Dispatcher> factory;
    private final Set<Dispatcher> active = new HashSet<>();
    private final Set<Dispatcher> abandoned = new HashSet<>();
    private final Set<String> hungModels = new TreeSet<>();
    private boolean stopped;

    /**
     * Starts the dispatchers.
     *
     * @param timeout maximum duration of a run
     * @param dispatchers number of dispatchers that run batches concurrently
     * @param factory creates a dispatcher without starting it
     */
    Watchdog(Duration timeout, int dispatchers, Function<Watchdog, Dispatcher> factory) {
        this.timeout = timeout;
        this.dispatchers = dispatchers;
        this.factory = factory;
        startMissing();
    }

    /** Starts dispatchers until the configured number is active. */
    private synchronized void startMissing() {
        while (active.size() < dispatchers) {
            Dispatcher dispatcher = factory.apply(this);
            active.add(dispatcher);
            dispatcher.start();
        }
    }

    /** Whether this dispatcher may take another batch, that is, whether it was not abandoned. */
    synchronized boolean isActive(Dispatcher dispatcher) {
        return active.contains(dispatcher);
    }

    /** Abandons every run that has exceeded the timeout. */
    void abandonHungRuns() {
        List<Dispatcher> all;
        synchronized (this) {
            all = List.copyOf(active);
        }
        all.forEach(this::abandonIfHung);
    }

    private void abandonIfHung(Dispatcher dispatcher) {
        Dispatcher.Run run;
        synchronized (this) {
            run = dispatcher.currentRun();
            if (stopped
                    || !active.contains(dispatcher)
                    || run == null
                    || run.age().compareTo(timeout) <= 0) {
                return;
            }
            active.remove(dispatcher);
            abandoned.add(dispatcher);
            hungModels.add(run.model());
            LOG.errorf(
                    "Model %s hangs: abandoned a run on %s image(s) after %s ms; %s of at most %s runs are abandoned",
                    run.model(), run.batch().size(), run.age().toMillis(), abandoned.size(), HungRuns.MAX_ABANDONED);
            if (abandoned.size() < HungRuns.MAX_ABANDONED) {
                startMissing();
            }
        }
        // outside the lock, because dependent stages of the futures run on this thread
        run.batch().forEach(image -> image.future().completeExceptionally(new ModelTimeoutException(timeout)));
    }

    /** Clears the hung state of a model. Ignored when reported by a dispatcher that was abandoned after a timeout. */
    synchronized void batchSucceeded(Dispatcher dispatcher, String model) {
        if (!hungModels.isEmpty() && active.contains(dispatcher) && hungModels.remove(model)) {
            LOG.infof("Model %s responds again", model);
        }
    }

    /** Replaces a dispatcher whose thread ended, because its abandoned run returned or because of an error. */
    synchronized void dispatcherEnded(Dispatcher dispatcher) {
        if (abandoned.remove(dispatcher)) {
            LOG.warnf("An abandoned run returned; %s run(s) are still abandoned", abandoned.size());
        }
        active.remove(dispatcher);
        if (!stopped && abandoned.size() < HungRuns.MAX_ABANDONED) {
            startMissing();
        }
    }

    synchronized HungRuns hungRuns() {
        return new HungRuns(Set.copyOf(hungModels), abandoned.size());
    }

    /**
     * Stops abandoning runs and starting dispatchers.
     *
     * @return the dispatchers that are not abandoned
     */
    synchronized List<Dispatcher> stop() {
        stopped = true;
        return List.copyOf(active);
    }
}
