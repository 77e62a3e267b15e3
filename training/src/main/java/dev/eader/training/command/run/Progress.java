package dev.eader.training.command.run;

import java.io.Console;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how much of a task is done, on the standard error stream: a bar in a terminal, otherwise a line every 30 seconds.
 * Counting is thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final int LINE_WIDTH = 160;
    private static final int LINE_INTERVAL_MILLIS = 30_000;
    private static volatile Observer observer = Observer.NONE;

    private final ProgressBar bar;
    private final Observer whole = observer;
    private String note = "";

    /** Receives the progress of all tasks. Its methods are called by any thread. */
    public interface Observer {
        Observer NONE = new Observer() {};

        /** Label of a task. */
        default String label(String task) {
            return task;
        }

        /** A task starts at {@code done} of {@code total} units. */
        default void start(long done, long total) {}

        /**
         * A task has completed {@code done} of its units.
         *
         * @return text to show beside the bar
         */
        default String move(long done) {
            return "";
        }
    }

    private Progress(ProgressBarBuilder builder, String task, long done, long total) {
        builder.setTaskName(whole.label(task)).setInitialMax(total);
        if (isTerminal()) {
            builder.setUpdateIntervalMillis(1000);
        } else {
            builder.setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(LINE_INTERVAL_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(System.err::println, LINE_WIDTH));
        }
        bar = builder.build();
        whole.start(done, total);
        bar.stepTo(done);
    }

    /** Starts a task of {@code total} pictures. */
    public static Progress of(String task, long total) {
        return new Progress(new ProgressBarBuilder(), task, 0, total);
    }

    /** Starts a task that shows its speed, of which {@code done} of {@code total} units are done. */
    public static Progress withSpeed(String task, String unit, long done, long total) {
        return new Progress(new ProgressBarBuilder().setUnit(" " + unit, 1).showSpeed(), task, done, total);
    }

    /** Sets the observer of tasks that start from now on. */
    public static void observe(Observer observer) {
        Progress.observer = observer;
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // from Java 22 on, there is a console without a terminal too
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    public void step() {
        bar.step();
        moved();
    }

    public void stepTo(long done) {
        bar.stepTo(done);
        moved();
    }

    /** Sets the text beside the bar. */
    public void note(String text) {
        note = text;
        moved();
    }

    private void moved() {
        bar.setExtraMessage(" " + note + whole.move(bar.getCurrent()));
    }

    @Override
    public void close() {
        bar.close();
    }
}
