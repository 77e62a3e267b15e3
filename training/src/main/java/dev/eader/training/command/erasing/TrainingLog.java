package dev.eader.training.command.erasing;

import dev.eader.training.command.run.StepLog;
import dev.eader.training.erasing.AlternatingTraining.Losses;
import dev.eader.training.erasing.TurnSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a localizer's training says of itself. */
public final class TrainingLog implements AutoCloseable {
    private static final String HEADER =
            "step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient";

    private final StepLog log;

    /** @param done steps that a checkpoint holds */
    public TrainingLog(Path folder, Run run, long done) throws IOException {
        log = new StepLog(folder, "train", HEADER, run.schedule().total(), run.batch(), done);
    }

    public void add(long step, TurnSchedule.Turn turn, Losses losses) {
        String values = String.format(
                Locale.ROOT,
                "%s,%.9g,%.9g,%.9g,%.6g,%.9g,%.6g",
                turn.name().toLowerCase(Locale.ROOT),
                losses.classification(),
                losses.attentionMining(),
                losses.regularization(),
                losses.localizerGradient(),
                losses.adversary(),
                losses.adversaryGradient());
        String message = Double.isNaN(losses.classification())
                ? String.format(Locale.ROOT, "adversary %.3f", losses.adversary())
                : String.format(
                        Locale.ROOT,
                        "bce %.3f mining %.3f attention %.3f",
                        losses.classification(),
                        losses.attentionMining(),
                        losses.regularization());
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
