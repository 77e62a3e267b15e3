package dev.eader.training.command.student;

import ai.djl.ndarray.NDManager;
import dev.eader.training.command.erasing.NetworkOptions;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.DescentOptions;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.NetworkName;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.RunOptions;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.RunLock;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.optimisation.Sgd;
import dev.eader.training.student.LabelledBatch;
import dev.eader.training.student.PseudoLabelFolder;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a student on labels that a pass drew. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Trains a segmentation network on pseudo-labels, its classifier on image-level labels beside it.")
public final class StudentTrain implements Callable<Integer> {
    @Mixin
    public RunOptions place;

    @Mixin
    public DescentOptions descent;

    @Mixin
    public StudentCropOptions crops;

    @Mixin
    public DataOptions data;

    @Option(names = "--pseudo-labels", paramLabel = "FOLDER", description = "Labels, ID.png; 255 is unsure.")
    public Path labels;

    @Option(names = "--init", description = "Starts from: a localizer's or a student's run, or ImageNet weights.")
    public Path init;

    @Option(names = "--backbone", description = "Network, as mobilenet_v2-tf:16; that of --init RUN unless given.")
    @NetworkName
    public String backbone;

    @Option(names = "--channels", defaultValue = "128", description = "Of the head.")
    @Range(min = 1, max = 4096)
    public int channels;

    @Option(names = "--batch", defaultValue = "16", description = "Images a step.")
    @Range(min = 1, max = 65_536)
    public int batch;

    @Option(names = "--epochs", defaultValue = "8", description = "Passes over the data.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    public double epochs;

    @Option(names = "--rate", defaultValue = "0.005", description = "Learning rate of the backbone.")
    @Range(min = 0, max = 1000)
    public double rate;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    public double decay;

    @Option(names = "--classification", defaultValue = "1", description = "Weight of the image-level loss.")
    @Range(min = 0, max = 1_000_000)
    public double classification;

    @Option(names = "--bootstrap", defaultValue = "0", description = "Share of its own prediction in the target.")
    @Range(min = 0, max = 1, belowMax = true)
    public double bootstrap;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Override
    public Integer call() throws IOException {
        try (RunLock lock = place.lock()) {
            return trainLocked(place.checkpoint());
        }
    }

    private int trainLocked(Checkpoint checkpoint) throws IOException {
        StudentRun run = place.resume ? StudentRun.read(place.out) : null;
        if (run == null && (labels == null || data.scenes)) {
            throw new IllegalArgumentException(
                    "give --pseudo-labels FOLDER, and --voc or --images with their pictures");
        }
        Dataset dataset = run == null ? data.open(place.seed) : run.pictures();
        if (run == null) {
            run = describe(dataset);
            run.write(place.out);
        } else if (!run.fingerprint().equals(dataset.fingerprint())
                || !run.labelsFingerprint().equals(run.labelFolder().check(dataset))) {
            throw new IllegalArgumentException(
                    "--resume: " + run.data() + " or " + run.labels() + " is not what this run began with");
        }
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Student student = run.student(manager)) {
            train(run, dataset, manager, student, checkpoint);
        }
        return 0;
    }

    private void train(StudentRun run, Dataset dataset, NDManager manager, Student student, Checkpoint checkpoint)
            throws IOException {
        StudentTraining training =
                new StudentTraining(manager, student, new Sgd(manager, student, run.steps()), run.training());
        long done = 0;
        if (place.resume) {
            done = checkpoint.read(manager, training.state());
        } else {
            new StudentStart(run.init() == null ? null : Path.of(run.init())).apply(manager, student);
        }
        long total = run.training().total();
        long last = place.last(total);
        try (Batches<LabelledBatch> batches = LabelledBatch.sequence(
                        dataset,
                        run.labelFolder(),
                        run.crops(),
                        student.head().fine().axis(),
                        run.batch(),
                        run.seed(),
                        done);
                StudentLog log = new StudentLog(place.out, run, done)) {
            long start = System.nanoTime();
            for (long step = done; step < last; step++) {
                log.add(step, training.step(step, batches.next()));
                if ((step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                    checkpoint.write(step + 1, training.state());
                }
            }
            log.waited((double) batches.waitedNanos() / (System.nanoTime() - start));
        }
    }

    private StudentRun describe(Dataset dataset) throws IOException {
        PseudoLabelFolder folder =
                new PseudoLabelFolder(labels, dataset.classes().size());
        return new StudentRun(
                data.source().folder(),
                data.source(),
                labels.toString(),
                dataset.classes(),
                dataset.fingerprint(),
                folder.check(dataset),
                dataset.size(),
                new StudentStart(init).backbone(backbone, dataset.classes()),
                NetworkOptions.name(init),
                channels,
                descent.sgd(rate, decay),
                new StudentTraining.Settings(
                        classification, bootstrap, RunOptions.steps(epochs, dataset, batch), descent.power),
                crops.crops(),
                batch,
                epochs,
                place.seed);
    }
}
