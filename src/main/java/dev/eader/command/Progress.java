package dev.eader.command;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Counts frames and says, each second and at the end, how many there were and how fast they came. */
final class Progress {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private long first;
    private long said;
    private long frames;

    Progress(PrintWriter err) {
        this.err = err;
    }

    void frame() {
        long now = System.nanoTime();
        if (frames++ == 0) {
            first = now;
            said = now;
        }
        if (now - said >= INTERVAL) {
            said = now;
            err.println(line(now));
        }
    }

    long frames() {
        return frames;
    }

    void end() {
        err.println(line(System.nanoTime()));
    }

    /** The rate counts from the first frame on: waiting for it is not slowness. */
    private String line(long now) {
        double seconds = frames == 0 ? 0 : (now - first) / 1e9;
        double rate = seconds == 0 ? 0 : frames / seconds;
        return String.format(Locale.ROOT, "%d frames, %.1f frames/s", frames, rate);
    }
}
