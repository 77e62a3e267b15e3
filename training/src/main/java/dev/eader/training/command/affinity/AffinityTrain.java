package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityBatch;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
import dev.eader.training.affinity.AffinityTraining.Losses;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.train.DescentOptions;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.command.train.RunOptions;
import dev.eader.training.command.train.StepLog;
import dev.eader.training.command.train.TrainCommand;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the affinity of neighbouring cells from areas with a known label. */
@Command(name = "train", description = "Learns from confident areas which neighbouring cells belong together.")
public final class AffinityTrain extends TrainCommand<AffinityRun> {
    @Mixin
    ConfidentOptions areas;

    @Mixin
    DescentOptions descent;

    @Option(names = "--size", defaultValue = "224", description = "Side of the crops, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int size;

    @Option(names = "--input-size", defaultValue = "320", description = "--input-size of `walk`; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int inputSize;

    @Option(names = "--zoom", defaultValue = "1.4", description = "Largest factor of random scaling from --input-size.")
    @Range(min = 1, max = 16)
    double zoom;

    @Option(names = "--init", description = "Initial weights: " + InitialWeights.ACCEPTED)
    Path init;

    @Option(names = "--localizer", description = "Network, as resnet18:16. Default: that of the initial weights.")
    @TextFormat(TextFormat.Text.NETWORK)
    String localizer;

    @Option(names = "--epochs", defaultValue = "4", description = "Passes over the data.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    double epochs;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the classifier; 0: not trained.")
    @Range(min = 0, max = 1000)
    double rate;

    @Option(names = "--head-rate", description = "Learning rate of new layers. Default: --rate times --head-factor.")
    @Range(min = 0, max = 1000, aboveMin = true)
    Double headRate;

    @Option(names = "--decay", defaultValue = "5e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    double decay;

    @Mixin
    DeviceOptions device;

    public AffinityTrain() {
        super("affinity", "step,loss,background,foreground,different,gradient");
    }

    @Override
    protected AffinityRun read(RunFolder folder) throws IOException {
        return AffinityRun.read(folder);
    }

    @Override
    protected AffinityRun describe(Dataset dataset) throws IOException {
        AffinityRun.Areas confident = areas.areas(dataset);
        InitialWeights.Choice initial = InitialWeights.choose("--init", init, "--localizer", localizer);
        return new AffinityRun(
                data.describe(dataset),
                confident,
                initial.network(),
                initial.batchNorm(),
                initial.from(),
                epochs,
                new AffinityBatch.Settings(batch, size, inputSize, zoom, color, options.seed()),
                new AffinityTraining.Settings(
                        rate,
                        headRate == null ? rate * descent.headFactor : headRate,
                        descent.momentum,
                        decay,
                        descent.clip,
                        RunOptions.steps(epochs, dataset, batch),
                        descent.power));
    }

    @Override
    protected void train(AffinityRun run, Dataset dataset) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(device.device());
                AffinityNet network = run.network(manager)) {
            AffinityTraining training = new AffinityTraining(manager, network, run.training());
            if (!options.isResumed() && run.init() != null) {
                new InitialWeights(run.init())
                        .load(manager, network.classifier(), run.trainingData().classes());
            }
            long done = restore(manager, training.state());
            int side = run.batches().size();
            try (Batches<AffinityBatch> batches = AffinityBatch.sequence(
                    dataset, run.areas().open(), run.batches(), network.grid(side, side), done)) {
                runSteps(run, done, training::state, batches, (step, batch) -> entry(training.step(step, batch)));
            }
        }
    }

    private static StepLog.Entry entry(Losses losses) {
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
        return new StepLog.Entry(values, message);
    }
}
