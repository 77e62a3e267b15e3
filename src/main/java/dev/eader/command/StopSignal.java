package dev.eader.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns the first Ctrl-C or SIGTERM into a wish to stop, so that a command can end in order and choose its exit code; a
 * shutdown hook cannot. The next one ends the JVM at once.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();

    StopSignal() {
        for (var name : new String[] {"INT", "TERM"}) {
            var signal = new Signal(name);
            former.put(signal, Signal.handle(signal, caught -> {
                stopped.countDown();
                Signal.handle(caught, SignalHandler.SIG_DFL);
            }));
        }
    }

    boolean stopped() {
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
        former.forEach(Signal::handle);
    }
}
