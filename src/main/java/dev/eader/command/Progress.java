package dev.eader.command;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints the number of frames and the frame rate every second and at the end. Not thread-safe. */
final class Progress {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private long firstNanos;
    private long printedNanos;
    private long frames;

    Progress(PrintWriter err) {
        this.err = err;
    }

    void countFrame() {
        long now = System.nanoTime();
        if (frames++ == 0) {
            firstNanos = now;
            printedNanos = now;
        }
        if (now - printedNanos >= INTERVAL) {
            printedNanos = now;
            err.println(line(now));
        }
    }

    long frames() {
        return frames;
    }

    void end() {
        err.println(line(System.nanoTime()));
    }

    /** The rate excludes the time before the first frame. */
    private String line(long now) {
        double seconds = frames == 0 ? 0 : (now - firstNanos) / 1e9;
        double rate = seconds == 0 ? 0 : frames / seconds;
        return String.format(Locale.ROOT, "%d frames, %.1f frames/s", frames, rate);
    }
}
