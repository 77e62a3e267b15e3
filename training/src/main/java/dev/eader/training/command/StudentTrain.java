package dev.eader.training.command;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.data.Dataset;
import dev.eader.training.erasing.Sgd;
import dev.eader.training.network.Weights;
import dev.eader.training.student.Crops;
import dev.eader.training.student.LabelledBatches;
import dev.eader.training.student.LabelFolder;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a student on labels that a pass drew. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Trains a segmentation network on pseudo-labels, its classifier on image-level labels beside it.")
final class StudentTrain implements Callable<Integer> {
    @Option(names = "--voc", description = "A VOC-like folder: JPEGImages, ImageSets, labels.csv, voc-classes.txt.")
    Path voc;

    @Option(names = "--split", defaultValue = "train", description = "Its split.")
    String split;

    @Option(names = "--labels", description = "Folder of pseudo-labels, ID.png; 255 is unsure.")
    Path labels;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(names = "--resume", description = "Go on from the run's checkpoint, exactly. Other options are the run's.")
    boolean resume;

    @Option(names = "--init", description = "Starts from: a localizer's or a student's run, or ImageNet weights.")
    Path init;

    @Option(names = "--backbone", description = "Network, as mobilenet_v2-tf:16; that of --init RUN unless given.")
    String backbone;

    @Option(names = "--channels", defaultValue = "128", description = "Of the head.")
    int channels;

    @Option(names = "--size", defaultValue = "256", description = "Side of the crops, in pixels; a multiple of 32.")
    int size;

    @Option(names = "--least-side", defaultValue = "256", description = "Long side that pictures are scaled to, from")
    int leastSide;

    @Option(names = "--most-side", defaultValue = "576", description = "to, at random.")
    int mostSide;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    double color;

    @Option(names = "--batch", defaultValue = "16", description = "Images a step.")
    int batch;

    @Option(names = "--epochs", defaultValue = "8", description = "Passes over the data.")
    double epochs;

    @Option(names = "--rate", defaultValue = "0.005", description = "Learning rate of the backbone.")
    double rate;

    @Option(names = "--head-factor", defaultValue = "10", description = "Times the rate, in the head.")
    double headFactor;

    @Option(names = "--momentum", defaultValue = "0.9")
    double momentum;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    double decay;

    @Option(names = "--clip", defaultValue = "1", description = "Norm that gradients are clipped to; 0 never.")
    double clip;

    @Option(names = "--power", defaultValue = "0.9", description = "Polynomial decay of the rate; 0 is constant.")
    double power;

    @Option(names = "--classification", defaultValue = "1", description = "Weight of the image-level loss.")
    double classification;

    @Option(names = "--bootstrap", defaultValue = "0", description = "Share of its own prediction in the target.")
    double bootstrap;

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    String device;

    @Option(names = "--stop-after", hidden = true, description = "Steps after which to stop, as a kill would.")
    Long stopAfter;

    @Override
    public Integer call() throws IOException {
        Checkpoint checkpoint = Checkpoint.in(out);
        if (!resume && checkpoint.exists()) {
            throw new IllegalArgumentException(out + " holds a run already: --resume it, or give another --out");
        }
        if (resume && !checkpoint.exists()) {
            throw new IllegalArgumentException("--resume: there is no " + checkpoint.file());
        }
        StudentRun run = resume ? StudentRun.read(out) : null;
        if (run == null && (voc == null || labels == null)) {
            throw new IllegalArgumentException("give --voc FOLDER and --labels FOLDER");
        }
        Dataset dataset = StudentRun.open(run == null ? voc.toString() : run.data(), split, false);
        if (run == null) {
            run = describe(dataset);
            run.write(out);
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
        if (resume) {
            done = checkpoint.read(manager, training.state());
        } else if (run.init() != null) {
            start(manager, student, Path.of(run.init()));
        }
        long total = run.training().total();
        long last = stopAfter == null ? total : Math.min(stopAfter, total);
        try (LabelledBatches batches = new LabelledBatches(
                        dataset,
                        run.labelFolder(),
                        run.crops(),
                        student.head().fine().grid(),
                        run.batch(),
                        run.seed(),
                        done);
                StudentLog log = new StudentLog(out, run, done)) {
            long start = System.nanoTime();
            for (long step = done; step < last; step++) {
                log.add(step, training.step(step, batches.next()));
                if ((step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                    checkpoint.write(step + 1, training.state());
                }
            }
            log.waited(100. * batches.waitedNanos() / (System.nanoTime() - start));
        }
    }

    private static void start(NDManager manager, Student student, Path from) throws IOException {
        if (Files.isDirectory(from)) {
            Checkpoint checkpoint = Checkpoint.in(from);
            checkpoint.foldLocalizer(manager, student.network());
            boolean head =
                    checkpoint.readIfFits(manager, "head", student.state().get("head"));
            System.err.println(from + ": the head starts " + (head ? "from its own" : "anew"));
            return;
        }
        Weights.Report report = Weights.initialize(student.network(), from);
        System.err.println(from + ": random for want of weights: " + report.missing() + " and the head, not used: "
                + report.unexpected());
    }

    private StudentRun describe(Dataset dataset) throws IOException {
        LabelFolder folder = new LabelFolder(labels, dataset.classes().size());
        return new StudentRun(
                voc.toString(),
                labels.toString(),
                dataset.classes(),
                dataset.fingerprint(),
                folder.check(dataset),
                dataset.size(),
                backbone(dataset.classes()),
                init == null ? null : init.toString(),
                channels,
                Sgd.Settings.sgd(rate, headFactor, momentum, decay, clip),
                new StudentTraining.Settings(
                        classification, bootstrap, Math.round(epochs * (dataset.size() / batch)), power),
                new Crops(size, leastSide, mostSide, color),
                batch,
                epochs,
                seed);
    }

    /** As given, or what the run to start from has; its classes must be these. */
    private String backbone(List<String> classes) throws IOException {
        if (init == null || !Files.isDirectory(init)) {
            if (backbone == null) {
                throw new IllegalArgumentException("give --backbone, as mobilenet_v2-tf:16, or --init RUN");
            }
            return backbone;
        }
        Path file = init.resolve("run.json");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--init: " + init + " is no run: it has no run.json");
        }
        JsonNode run = Run.JSON.readTree(file.toFile());
        List<String> theirs = new ArrayList<>();
        run.path("classes").forEach(name -> theirs.add(name.asText()));
        if (!classes.equals(theirs)) {
            throw new IllegalArgumentException("--init: " + init + " knows " + theirs + ", the data has " + classes);
        }
        return backbone != null
                ? backbone
                : run.path(run.has("backbone") ? "backbone" : "localizer").asText();
    }
}
