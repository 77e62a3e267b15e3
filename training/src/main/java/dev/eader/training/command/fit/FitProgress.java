package dev.eader.training.command.fit;

import dev.eader.training.command.run.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Estimates the time that is left for the whole plan. Estimates of passes are scaled by the measured duration of the passes
 * that are done and of the part of the current pass that is done.
 */
final class FitProgress implements Progress.Observer {
    /** Share of a pass from which its own speed is used. */
    private static final double MEASURABLE = 0.02;

    private final List<Pass> passes;
    private final double speed;
    private final LongSupplier clock;
    private double measured;
    private double estimated;
    private int current;
    private long startNanos;
    private long first;
    private long total;

    /**
     * @param speed duration of a step divided by its estimate, before any pass is measured
     * @param clock nanoseconds from any origin
     */
    FitProgress(List<Pass> passes, double speed, LongSupplier clock) {
        this.passes = passes;
        this.speed = speed;
        this.clock = clock;
    }

    /** A pass begins. */
    synchronized void begin(int index) {
        current = index;
        startNanos = clock.getAsLong();
        first = 0;
        total = 0;
    }

    /** A pass was completed in this number of seconds. */
    synchronized void complete(int index, double seconds) {
        measured += seconds;
        estimated += passes.get(index).estimate();
    }

    @Override
    public String label(String task) {
        String name = passes.get(current).name();
        return passes.size() == 1 ? name : (current + 1) + "/" + passes.size() + " " + name;
    }

    @Override
    public synchronized void start(long done, long total) {
        startNanos = clock.getAsLong();
        first = done;
        this.total = total;
    }

    @Override
    public synchronized String move(long done) {
        return " | fit: " + text(left(done)) + " left";
    }

    /** Seconds left for the plan if the current pass has completed {@code done} units. */
    private double left(long done) {
        double elapsed = (clock.getAsLong() - startNanos) / 1e9;
        double share = total > first ? (double) (done - first) / (total - first) : 0;
        double open = 0;
        for (int i = current + 1; i < passes.size(); i++) {
            open += passes.get(i).estimate();
        }
        double estimate = passes.get(current).estimate() * (total > 0 ? (double) (total - first) / total : 1);
        boolean isMeasurable = share > MEASURABLE;
        double here = isMeasurable ? elapsed / share : factor(0, 0) * estimate;
        return Math.max(0, here - elapsed) + open * (isMeasurable ? factor(here, estimate) : factor(0, 0));
    }

    /** Seconds for each estimated second, with the current pass counted too. */
    private double factor(double seconds, double estimate) {
        double weight = estimated + estimate;
        return weight == 0 ? speed : (measured + seconds) / weight;
    }

    /** A duration, as {@code 1 h 05 min} or {@code 40 s}. */
    static String text(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        if (duration.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
