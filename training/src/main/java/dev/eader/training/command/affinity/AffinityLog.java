package dev.eader.training.command.affinity;

import dev.eader.training.affinity.AffinityTraining.Losses;
import dev.eader.training.command.run.StepLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a training of affinity says of itself. */
public final class AffinityLog implements AutoCloseable {
    private static final String HEADER = "step,loss,background,foreground,different,gradient";

    private final StepLog log;

    /** @param done steps that a checkpoint holds */
    public AffinityLog(Path folder, AffinityRun run, long done) throws IOException {
        log = new StepLog(
                folder,
                "affinity",
                HEADER,
                run.training().total(),
                run.batches().batch(),
                done);
    }

    public void add(long step, Losses losses) {
        String values = String.format(
                Locale.ROOT,
                "%.9g,%.9g,%.9g,%.9g,%.6g",
                losses.total(),
                losses.background(),
                losses.foreground(),
                losses.different(),
                losses.gradient());
        String message = String.format(
                Locale.ROOT,
                "loss %.3f background %.3f foreground %.3f different %.3f",
                losses.total(),
                losses.background(),
                losses.foreground(),
                losses.different());
        log.add(step, values, message);
    }

    @Override
    public void close() {
        log.close();
    }
}
