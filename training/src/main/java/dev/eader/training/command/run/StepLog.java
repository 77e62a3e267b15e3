package dev.eader.training.command.run;

import dev.eader.training.data.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** What a training says of itself: a line a step in {@code log.csv}, and a progress bar. */
public final class StepLog implements AutoCloseable {
    private final PrintWriter csv;
    private final ProgressBar bar;
    private final int batch;

    /**
     * @param header of the file
     * @param total steps of the whole run
     * @param batch pictures a step
     * @param done steps done before; what the file says of later ones is dropped, for they are about to be done again
     */
    public StepLog(Path folder, String task, String header, long total, int batch, long done) throws IOException {
        Path file = folder.resolve("log.csv");
        if (done == 0) {
            Files.writeString(file, header + "\n");
        } else {
            AtomicFile.write(file, kept(file, header, done));
        }
        csv = new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        this.batch = batch;
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" images", 1)
                .showSpeed()
                .setUpdateIntervalMillis(1000)
                .setInitialMax(total * batch)
                .build();
        bar.stepTo(done * batch);
    }

    /** The header and the steps that the checkpoint holds. */
    private static byte[] kept(Path file, String header, long done) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    file + " is missing, but the checkpoint holds " + done + " steps; restore it or start a new run");
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < done + 1 || !lines.get(0).equals(header)) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s does not belong to the checkpoint: it has the header '%s' and %d steps,",
                            file,
                            lines.isEmpty() ? "" : lines.get(0),
                            Math.max(0, lines.size() - 1))
                    + " expected are '" + header + "' and at least " + done
                    + "; restore it or start a new run");
        }
        return (String.join("\n", lines.subList(0, (int) done + 1)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param values of the line, after the step
     * @param message beside the bar
     */
    public void add(long step, String values, String message) {
        csv.print(step + "," + values + "\n");
        csv.flush();
        bar.stepTo((step + 1) * batch);
        bar.setExtraMessage(" " + message);
    }

    /** @param share of the time that steps waited for pictures, in [0,1] */
    public void waited(double share) {
        bar.setExtraMessage(String.format(Locale.ROOT, " waited %.1f%% for pictures", 100 * share));
    }

    @Override
    public void close() {
        bar.close();
        csv.close();
    }
}
