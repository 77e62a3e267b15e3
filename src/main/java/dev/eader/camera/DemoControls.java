package dev.eader.camera;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Controls the demo camera at run time. Thread-safe. */
public final class DemoControls {

    /**
     * State of the demo camera, including simulated faults.
     *
     * @param running whether it sends frames
     * @param loss probability, in [0,1], that a frame is not sent
     * @param jitterMs largest random delay of a frame in milliseconds, 0 to 5000; the order of frames is kept
     * @param corruption probability, in [0,1], that the image of a frame is truncated
     * @param frozen whether it repeats one image
     */
    public record State(boolean running, double loss, int jitterMs, double corruption, boolean frozen) {
        public static final int MAX_JITTER_MS = 5000;

        /** A running camera without faults. */
        public static final State GOOD = new State(true, 0, 0, 0, false);

        /** @throws IllegalArgumentException if a probability or the jitter is out of its range */
        public State {
            if (!(loss >= 0 && loss <= 1 && corruption >= 0 && corruption <= 1)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "loss and corruption must be 0 to 1, but are %s and %s", loss, corruption));
            }
            if (jitterMs < 0 || jitterMs > MAX_JITTER_MS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "jitter_ms must be 0 to %d, but is %d", MAX_JITTER_MS, jitterMs));
            }
        }
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.GOOD);
    private final boolean available;

    /** @param available whether the service runs a demo camera */
    public DemoControls(boolean available) {
        this.available = available;
    }

    public boolean isAvailable() {
        return available;
    }

    public State state() {
        return state.get();
    }

    public void set(State next) {
        state.set(next);
    }
}
