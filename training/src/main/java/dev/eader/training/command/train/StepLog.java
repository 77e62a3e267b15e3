package dev.eader.training.command.train;

import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes one line per training step to {@code log.csv} and shows a progress bar. */
public final class StepLog implements AutoCloseable {
    private final StepFile csv;
    private final Progress bar;
    private final int batch;

    /**
     * Results of one step.
     *
     * @param values comma-separated, in the order of the header, without the step
     * @param message shown beside the progress bar
     */
    public record Entry(String values, String message) {}

    /**
     * Opens the log, as {@link StepFile} does.
     *
     * @param task label of the progress bar
     * @param header first line of the file
     * @param done steps that the checkpoint contains
     * @throws IllegalArgumentException if the file has another header or does not contain these steps
     */
    public StepLog(Path file, String task, String header, RunSettings run, long done) throws IOException {
        csv = new StepFile(file, header, done);
        batch = run.batch();
        bar = Progress.withSpeed(task, "images", done * batch, run.totalSteps() * batch);
    }

    /** Appends the line of a step and moves the progress bar. */
    public void add(long step, Entry entry) throws IOException {
        csv.add(step + "," + entry.values());
        bar.stepTo((step + 1) * batch);
        bar.note(entry.message());
    }

    /** Waits until all lines are on the disk; call before a checkpoint is written. */
    public void sync() throws IOException {
        csv.sync();
    }

    /** Shows the share of the time, in [0,1], that steps waited for batches. */
    public void showWaiting(double share) {
        bar.note(String.format(Locale.ROOT, "waited %.1f%% for pictures", 100 * share));
    }

    @Override
    public void close() throws IOException {
        bar.close();
        csv.close();
    }
}
