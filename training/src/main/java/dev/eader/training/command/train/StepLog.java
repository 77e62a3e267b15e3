package dev.eader.training.command.train;

import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.data.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** Writes one line per training step to {@code log.csv} and shows a progress bar. */
public final class StepLog implements AutoCloseable {
    private final PrintWriter csv;
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
     * Opens the log. Lines of steps after {@code done} are removed, because these steps are repeated.
     *
     * @param task label of the progress bar
     * @param header first line of the file
     * @param done steps that the checkpoint contains
     * @throws IllegalArgumentException if the file does not contain these steps
     */
    public StepLog(Path file, String task, String header, RunSettings run, long done) throws IOException {
        if (done == 0) {
            Files.writeString(file, header + "\n");
        } else {
            AtomicFile.write(file, linesUntil(file, header, done));
        }
        csv = new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        batch = run.batch();
        bar = Progress.withSpeed(task, "images", done * batch, run.totalSteps() * batch);
    }

    private static byte[] linesUntil(Path file, String header, long done) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    file + " is missing, but the checkpoint has " + done + " steps; restore it or start a new run");
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < done + 1 || !lines.get(0).equals(header)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s does not belong to the checkpoint: it has the header '%s' and %d steps, but must have '%s' and"
                            + " at least %d; restore it or start a new run",
                    file,
                    lines.isEmpty() ? "" : lines.get(0),
                    Math.max(0, lines.size() - 1),
                    header,
                    done));
        }
        return (String.join("\n", lines.subList(0, (int) done + 1)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the line of a step and moves the progress bar. */
    public void add(long step, Entry entry) {
        csv.print(step + "," + entry.values() + "\n");
        csv.flush();
        bar.stepTo((step + 1) * batch);
        bar.note(entry.message());
    }

    /** Shows the share of the time, in [0,1], that steps waited for batches. */
    public void showWaiting(double share) {
        bar.note(String.format(Locale.ROOT, "waited %.1f%% for pictures", 100 * share));
    }

    @Override
    public void close() {
        bar.close();
        csv.close();
    }
}
