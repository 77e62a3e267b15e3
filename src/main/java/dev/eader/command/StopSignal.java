package dev.eader.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Records the first Ctrl-C or SIGTERM, so that a command can finish and choose its exit code, which a shutdown hook cannot.
 * The second signal ends the JVM at once. Thread-safe.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();

    StopSignal() {
        for (var name : new String[] {"INT", "TERM"}) {
            var signal = new Signal(name);
            previous.put(signal, Signal.handle(signal, caught -> {
                stopped.countDown();
                Signal.handle(caught, SignalHandler.SIG_DFL);
            }));
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    void await() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        previous.forEach(Signal::handle);
    }
}
