package dev.eader.training.command;

import dev.eader.training.erasing.AlternatingTraining.Losses;
import dev.eader.training.erasing.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** What a training says of itself: a line a step in {@code log.csv}, and a progress bar. */
final class TrainingLog implements AutoCloseable {
    private static final String HEADER =
            "step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient\n";

    private final PrintWriter csv;
    private final ProgressBar bar;
    private final int batch;

    /** @param done steps done before; what the file says of later ones is dropped, for they are about to be done again */
    TrainingLog(Path folder, Run run, long done) throws IOException {
        Path file = folder.resolve("log.csv");
        if (done == 0) {
            Files.writeString(file, HEADER);
        } else {
            Files.write(file, Files.readAllLines(file).subList(0, (int) done + 1));
        }
        csv = new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        batch = run.batch();
        bar = new ProgressBarBuilder()
                .setTaskName("train")
                .setUnit(" images", 1)
                .showSpeed()
                .setUpdateIntervalMillis(1000)
                .setInitialMax(run.schedule().total() * batch)
                .build();
        bar.stepTo(done * batch);
    }

    void add(long step, Schedule.Turn turn, Losses losses) {
        csv.printf(
                Locale.ROOT,
                "%d,%s,%.9g,%.9g,%.9g,%.6g,%.9g,%.6g%n",
                step,
                turn.name().toLowerCase(Locale.ROOT),
                losses.classification(),
                losses.attentionMining(),
                losses.regularization(),
                losses.localizerGradient(),
                losses.adversary(),
                losses.adversaryGradient());
        csv.flush();
        bar.stepTo((step + 1) * batch);
        bar.setExtraMessage(
                Double.isNaN(losses.classification())
                        ? " adversary %.3f".formatted(losses.adversary())
                        : " bce %.3f mining %.3f attention %.3f"
                                .formatted(losses.classification(), losses.attentionMining(), losses.regularization()));
    }

    /** @param share of the time that steps waited for pictures, in [0,1] */
    void waited(double share) {
        bar.setExtraMessage(" waited %.1f%% for pictures".formatted(100 * share));
    }

    @Override
    public void close() {
        bar.close();
        csv.close();
    }
}
