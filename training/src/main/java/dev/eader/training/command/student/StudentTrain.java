package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
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
import dev.eader.training.optimisation.Sgd;
import dev.eader.training.student.LabelledBatch;
import dev.eader.training.student.PseudoLabelFolder;
import dev.eader.training.student.SegmentationAugmentation;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentTraining;
import dev.eader.training.student.StudentTraining.Losses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a student on pseudo-labels. */
@Command(name = "train", description = "Trains a segmentation network on pseudo-labels and image-level labels.")
public final class StudentTrain extends TrainCommand<StudentRun> {
    @Mixin
    DescentOptions descent;

    @Option(names = "--size", defaultValue = "256", description = "Side of the crops, in pixels; a multiple of 32.")
    @Range(min = 32, max = 8192, multipleOf = 32)
    int size;

    @Option(names = "--least-side", defaultValue = "256", description = "Smallest random long side, in pixels.")
    @Range(min = 1, max = 8192)
    int leastSide;

    @Option(names = "--most-side", defaultValue = "576", description = "Largest random long side, in pixels.")
    @Range(min = 1, max = 8192)
    int mostSide;

    @Option(names = "--pseudo-labels", paramLabel = "FOLDER", description = "Folder of labels, ID.png; 255 is unsure.")
    Path labels;

    @Option(names = "--init", description = "Initial weights: " + InitialWeights.ACCEPTED)
    Path init;

    @Option(names = "--backbone", description = "Network, as resnet18:16. Default: that of the initial weights.")
    @TextFormat(TextFormat.Text.NETWORK)
    String backbone;

    @Option(names = "--channels", defaultValue = "128", description = "Channels of the head.")
    @Range(min = 1, max = 4096)
    int channels;

    @Option(names = "--epochs", defaultValue = "8", description = "Passes over the data.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    double epochs;

    @Option(names = "--rate", defaultValue = "0.005", description = "Learning rate of the backbone.")
    @Range(min = 0, max = 1000)
    double rate;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    double decay;

    @Option(names = "--classification", defaultValue = "1", description = "Weight of the image-level loss.")
    @Range(min = 0, max = 1_000_000)
    double classification;

    @Option(names = "--bootstrap", defaultValue = "0", description = "Share of the own prediction in the target.")
    @Range(min = 0, max = 1, belowMax = true)
    double bootstrap;

    @Mixin
    DeviceOptions device;

    public StudentTrain() {
        super("student", "step,segmentation,classification,gradient");
    }

    @Override
    protected StudentRun read(RunFolder folder) throws IOException {
        return StudentRun.read(folder);
    }

    @Override
    protected void checkOptions() {
        if (!options.isResumed() && (labels == null || data.hasScenes())) {
            throw new IllegalArgumentException("give --pseudo-labels FOLDER, and the pictures with --voc or --images");
        }
    }

    @Override
    protected void requireUnchanged(StudentRun run, Dataset dataset) throws IOException {
        super.requireUnchanged(run, dataset);
        if (!run.pseudoLabels().labelsFingerprint().equals(run.labelFolder().check(dataset))) {
            throw new IllegalArgumentException("--resume: the files in "
                    + run.pseudoLabels().labels()
                    + " have changed since the run was started; restore them or start a new run");
        }
    }

    @Override
    protected StudentRun describe(Dataset dataset) throws IOException {
        PseudoLabelFolder folder =
                new PseudoLabelFolder(labels, dataset.classes().size());
        InitialWeights.Choice initial = InitialWeights.choose("--init", init, "--backbone", backbone);
        return new StudentRun(
                data.describe(dataset),
                new StudentRun.PseudoLabels(labels.toString(), folder.check(dataset)),
                new StudentRun.Networks(initial.network(), initial.from(), channels),
                descent.sgd(rate, decay),
                new StudentTraining.Settings(
                        classification, bootstrap, RunOptions.steps(epochs, dataset, batch), descent.power),
                new SegmentationAugmentation(size, leastSide, mostSide, color),
                batch,
                epochs,
                options.seed());
    }

    @Override
    protected void train(StudentRun run, Dataset dataset) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Student student = run.student(manager)) {
            StudentTraining training =
                    new StudentTraining(manager, student, new Sgd(manager, student, run.steps()), run.training());
            if (!options.isResumed() && run.networks().init() != null) {
                new InitialWeights(run.networks().init())
                        .load(manager, student, run.trainingData().classes());
            }
            long done = restore(manager, training.state());
            try (Batches<LabelledBatch> batches = LabelledBatch.sequence(
                    dataset,
                    run.labelFolder(),
                    run.crops(),
                    student.head().fine().axis(),
                    run.batch(),
                    run.seed(),
                    done)) {
                runSteps(run, done, training::state, batches, (step, batch) -> entry(training.step(step, batch)));
            }
        }
    }

    private static StepLog.Entry entry(Losses losses) {
        return new StepLog.Entry(
                String.format(
                        Locale.ROOT,
                        "%.9g,%.9g,%.6g",
                        losses.segmentation(),
                        losses.classification(),
                        losses.gradient()),
                String.format(Locale.ROOT, "pixels %.3f images %.3f", losses.segmentation(), losses.classification()));
    }
}
