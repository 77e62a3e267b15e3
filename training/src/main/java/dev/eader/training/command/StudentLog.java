package dev.eader.training.command;

import dev.eader.training.student.StudentTraining.Losses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tells of each step: a line of {@code log.csv}, and a progress bar. */
final class StudentLog implements AutoCloseable {
    private final PrintWriter file;
    private final ProgressBar bar;
    private final int batch;

    /** @param done steps that a checkpoint holds; what was logged after them is about to be done again */
    StudentLog(Path folder, StudentRun run, long done) throws IOException {
        Path log = folder.resolve("log.csv");
        if (done == 0) {
            Files.writeString(log, "step,segmentation,classification,gradient\n");
        } else {
            Files.write(log, Files.readAllLines(log).subList(0, (int) done + 1));
        }
        file = new PrintWriter(Files.newBufferedWriter(log, StandardOpenOption.APPEND));
        batch = run.batch();
        bar = new ProgressBarBuilder()
                .setTaskName("student")
                .setUnit(" images", 1)
                .showSpeed()
                .setUpdateIntervalMillis(1000)
                .setInitialMax(run.training().total() * batch)
                .build();
        bar.stepTo(done * batch);
    }

    void add(long step, Losses losses) {
        file.printf(
                Locale.ROOT,
                "%d,%.9g,%.9g,%.6g%n",
                step,
                losses.segmentation(),
                losses.classification(),
                losses.gradient());
        file.flush();
        bar.stepTo((step + 1) * batch);
        bar.setExtraMessage(" pixels %.3f images %.3f".formatted(losses.segmentation(), losses.classification()));
    }

    /** @param share of the time that pictures were waited for, in percent */
    void waited(double share) {
        bar.setExtraMessage(" waited %.1f%% for pictures".formatted(share));
    }

    @Override
    public void close() {
        bar.close();
        file.close();
    }
}
