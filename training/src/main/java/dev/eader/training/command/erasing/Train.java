package dev.eader.training.command.erasing;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.train.RunOptions;
import dev.eader.training.command.train.StepLog;
import dev.eader.training.command.train.TrainCommand;
import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.erasing.AlternatingTraining;
import dev.eader.training.erasing.AlternatingTraining.Losses;
import dev.eader.training.erasing.TurnSchedule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a localizer by adversarial erasing, from image-level labels. */
@Command(name = "train", description = "Trains a localizer by adversarial erasing, with the paper's defaults.")
public final class Train extends TrainCommand<ErasingRun> {
    @Mixin
    NetworkOptions networks;

    @Mixin
    ErasingOptions erasing;

    @Mixin
    OptimizerOptions optimizer;

    @Option(names = "--size", defaultValue = "448", description = "Side of the crops, in pixels.")
    @Range(min = 32, max = 8192)
    int size;

    @Option(names = "--least-area", defaultValue = "0.4", description = "Smallest share of the image in a crop.")
    @Range(min = 0, max = 1, aboveMin = true)
    double leastArea;

    @Option(names = "--epochs", defaultValue = "10", description = "Passes over the data, by both networks together.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    double epochs;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N; gpu:0,gpu:1 share each batch.")
    @TextFormat(TextFormat.Text.DEVICES)
    String device;

    public Train() {
        super(
                "train",
                "step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient");
    }

    @Override
    protected ErasingRun read(RunFolder folder) throws IOException {
        return ErasingRun.read(folder);
    }

    @Override
    protected void checkOptions() {
        DeviceOptions.devices(device);
    }

    @Override
    protected ErasingRun describe(Dataset dataset) throws IOException {
        long total = RunOptions.steps(epochs, dataset, batch);
        return new ErasingRun(
                data.describe(dataset),
                networks.networks(),
                erasing.weighting(),
                new ErasingRun.Optimization(
                        optimizer.localizer(),
                        optimizer.adversary(),
                        optimizer.schedule(erasing, networks.sharing, total),
                        optimizer.averaging),
                new ErasingRun.Sampling(new Augmentation(size, leastArea, color), batch, epochs, options.seed()));
    }

    @Override
    protected void train(ErasingRun run, Dataset dataset) throws IOException {
        List<Device> devices = DeviceOptions.devices(device);
        TurnSchedule schedule = run.optimization().schedule();
        try (NDManager manager = NDManager.newBaseManager(devices.get(0))) {
            LearnerPair learners = LearnerPair.of(run, options.isResumed() ? null : dataset, manager);
            long done = restore(manager, learners.state());
            AlternatingTraining training = new AlternatingTraining(
                    manager,
                    devices,
                    learners.localizer(),
                    learners.adversary(),
                    run.networks().sharing(),
                    run.weighting(),
                    schedule);
            try (Batches<ImageBatch> batches =
                    ImageBatch.sequence(dataset, run.sampling().augmentation(), run.batch(), run.seed(), done)) {
                runSteps(
                        run,
                        done,
                        learners::state,
                        batches,
                        (step, batch) -> entry(schedule.turn(step), training.step(step, batch)));
            }
        }
    }

    private static StepLog.Entry entry(TurnSchedule.Turn turn, Losses losses) {
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
        return new StepLog.Entry(values, message);
    }
}
