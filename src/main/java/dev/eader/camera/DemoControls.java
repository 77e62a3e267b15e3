package dev.eader.camera;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the demo camera is to do, switched while it runs. Safe for use by several threads.
 */
public final class DemoControls {

    /**
     * Faults that real cameras have.
     *
     * @param running whether it films at all
     * @param loss share of frames that never leave it, in [0,1]
     * @param jitterMs each frame leaves it up to so many milliseconds late, in order
     * @param corruption share of frames whose picture ends too early, in [0,1]
     * @param frozen whether it sends one picture again and again
     */
    public record State(boolean running, double loss, int jitterMs, double corruption, boolean frozen) {
        public static final int MAX_JITTER_MS = 5000;

        /** A camera without a fault. */
        public static final State GOOD = new State(true, 0, 0, 0, false);

        /** @throws IllegalArgumentException when a share or the jitter is out of its range */
        public State {
            if (!(loss >= 0 && loss <= 1 && corruption >= 0 && corruption <= 1)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "loss and corruption take 0 to 1, not %s and %s", loss, corruption));
            }
            if (jitterMs < 0 || jitterMs > MAX_JITTER_MS) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "jitter_ms takes 0 to %d, not %d", MAX_JITTER_MS, jitterMs));
            }
        }
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.GOOD);
    private final boolean available;

    /** @param available whether there is a demo camera to switch */
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
