package dev.eader.training.command.student;

import dev.eader.training.command.run.StepLog;
import dev.eader.training.student.StudentTraining.Losses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a student's training says of itself. */
public final class StudentLog implements AutoCloseable {
    private static final String HEADER = "step,segmentation,classification,gradient";

    private final StepLog log;

    /** @param done steps that a checkpoint holds */
    public StudentLog(Path folder, StudentRun run, long done) throws IOException {
        log = new StepLog(folder, "student", HEADER, run.training().total(), run.batch(), done);
    }

    public void add(long step, Losses losses) {
        String values = String.format(
                Locale.ROOT, "%.9g,%.9g,%.6g", losses.segmentation(), losses.classification(), losses.gradient());
        String message =
                String.format(Locale.ROOT, "pixels %.3f images %.3f", losses.segmentation(), losses.classification());
        log.add(step, values, message);
    }

    /** @param share of the time that steps waited for pictures, in [0,1] */
    public void waited(double share) {
        log.waited(share);
    }

    @Override
    public void close() {
        log.close();
    }
}
