package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends frames at a given rate, large frames and liveness probes for a given time. */
final class VisitorPhase {

    /** Opens the connections; called every ten seconds. */
    interface Round {
        void connect() throws Exception;
    }

    private static final int STEP_MILLIS = 200;
    private static final int STEPS_OF_A_ROUND = 50;

    private final ServiceProcess service;
    private final Load load;
    private final LargeFrames large;
    private final Arrivals arrivals;
    private final Vitals vitals;
    private final List<Long> probes = new ArrayList<>();
    private final double framesPerSecond;
    private final Duration patience;
    private double rate;

    VisitorPhase(
            ServiceProcess service,
            Load load,
            LargeFrames large,
            Arrivals arrivals,
            double framesPerSecond,
            Duration patience) {
        this.service = service;
        this.load = load;
        this.large = large;
        this.arrivals = arrivals;
        this.framesPerSecond = framesPerSecond;
        this.patience = patience;
        vitals = new Vitals(service);
    }

    void run(Duration time, Round visitors) throws Exception {
        long sentBefore = load.sent();
        long start = System.nanoTime();
        var frames = CompletableFuture.runAsync(() -> load.run(framesPerSecond, time));
        for (int step = 1; !frames.isDone(); step++) {
            long before = System.nanoTime();
            assertThat(service.health("live").path("status").asText()).isEqualTo("UP");
            probes.add((System.nanoTime() - before) / 1_000_000);
            vitals.sample();
            large.send();
            if (step % STEPS_OF_A_ROUND == 0) {
                visitors.connect();
            }
            try {
                frames.get(STEP_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException running) {
                // not done yet
            }
        }
        frames.join();
        long answered = arrivals.await(load.sent() + large.sent(), patience);
        rate = (load.sent() - sentBefore) * 1e9 / (answered - start);
    }

    /** Frames of {@link Load} that got an outcome, per second. */
    double rate() {
        return rate;
    }

    /** Response times of the liveness probes, in milliseconds. */
    List<Long> probes() {
        return probes;
    }

    Vitals vitals() {
        return vitals;
    }
}
