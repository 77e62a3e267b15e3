package dev.eader.training.command;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.erasing.AlternatingTraining;
import dev.eader.training.erasing.AlternatingTraining.Losses;
import dev.eader.training.erasing.Eader;
import dev.eader.training.erasing.Schedule;
import dev.eader.training.erasing.Sgd;
import dev.eader.training.network.Calibration;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a localizer against an adversary, from image-level labels. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Trains EADER from image-level labels. Defaults are the paper's where it gives them.")
final class Train implements Callable<Integer> {
    @Mixin
    DataOptions data;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(names = "--resume", description = "Go on from the run's checkpoint, exactly. Other options are the run's.")
    boolean resume;

    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    String localizer;

    @Option(names = "--adversary", defaultValue = "resnet18", description = "Network, as resnet18.")
    String adversary;

    @Option(names = "--batch-norm", description = "Batch normalisation in both networks.")
    boolean batchNorm;

    @Option(names = "--init", description = "Localizer starts from: ImageNet weights, safetensors; or a run.")
    Path init;

    @Option(names = "--adversary-init", description = "Adversary starts from: weights, or a run's localizer.")
    Path adversaryInit;

    @Option(names = "--alpha", defaultValue = "0.05", description = "Weight of attention mining; 0 is plain CAM.")
    double alpha;

    @Option(names = "--beta", defaultValue = "1e-5", description = "Weight of the regularisation.")
    double beta;

    @Option(names = "--omega", defaultValue = "100", description = "Steepness of the soft mask.")
    double omega;

    @Option(names = "--sigma", defaultValue = "0.5", description = "Attention at which half is erased.")
    double sigma;

    @Option(names = "--epochs", defaultValue = "10", description = "Passes over the data, all turns together.")
    double epochs;

    @Option(names = "--warm-up", defaultValue = "0", description = "Steps in which both learn on whole images.")
    int warmUp;

    @Option(names = "--localizer-turn", defaultValue = "200", description = "Steps of the localizer in a row.")
    int localizerTurn;

    @Option(names = "--adversary-turn", defaultValue = "200", description = "Steps of the adversary in a row.")
    int adversaryTurn;

    @Option(names = "--batch", defaultValue = "16", description = "Images a step.")
    int batch;

    @Option(names = "--size", defaultValue = "448", description = "Side of the crops, in pixels.")
    int size;

    @Option(names = "--least-area", defaultValue = "0.4", description = "Least share of the image in a crop.")
    double leastArea;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    double color;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the localizer.")
    double rate;

    @Option(names = "--adversary-rate", description = "Of the adversary; the localizer's unless given.")
    Double adversaryRate;

    @Option(names = "--classifier-factor", defaultValue = "1", description = "Times the rate, in the last layer.")
    double classifierFactor;

    @Option(names = "--momentum", defaultValue = "0.9")
    double momentum;

    @Option(names = "--decay", defaultValue = "1e-4", description = "Weight decay.")
    double decay;

    @Option(names = "--clip", defaultValue = "0", description = "Norm that gradients are clipped to; 0 never.")
    double clip;

    @Option(names = "--power", defaultValue = "0", description = "Polynomial decay of the rate; 0 is constant.")
    double power;

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
        Run run = resume ? Run.read(out) : null;
        long dataSeed = run == null ? seed : run.seed();
        Dataset dataset = run == null ? data.open(dataSeed) : reopen(run);
        if (run == null) {
            run = describe(dataset);
            run.write(out);
        } else if (!run.fingerprint().equals(dataset.fingerprint())) {
            throw new IllegalArgumentException("--resume: " + run.data() + " is not what this run began with");
        }
        try (NDManager manager = NDManager.newBaseManager(Run.device(device))) {
            train(run, dataset, manager, checkpoint);
        }
        return 0;
    }

    private void train(Run run, Dataset dataset, NDManager manager, Checkpoint checkpoint) throws IOException {
        Network locating = run.localizer(manager);
        Network opposing = run.adversary(manager);
        Sgd localizerSteps = new Sgd(manager, locating, run.localizerSteps());
        Sgd adversarySteps = new Sgd(manager, opposing, run.adversarySteps());
        long done = 0;
        if (resume) {
            done = checkpoint.read(manager, locating, opposing, localizerSteps, adversarySteps);
        } else {
            initialize(locating, run.localizerInit(), dataset, run, manager);
            initialize(opposing, run.adversaryInit(), dataset, run, manager);
        }
        AlternatingTraining training = new AlternatingTraining(
                manager, locating, opposing, localizerSteps, adversarySteps, run.weighting(), run.schedule());
        try (Batches batches = new Batches(dataset, run.augmentation(), run.batch(), run.seed(), done);
                PrintWriter log = log(done);
                ProgressBar bar = new ProgressBarBuilder()
                        .setTaskName("train")
                        .setUnit(" images", 1)
                        .showSpeed()
                        .setUpdateIntervalMillis(1000)
                        .setInitialMax(run.schedule().total() * run.batch())
                        .build()) {
            long last = stopAfter == null
                    ? run.schedule().total()
                    : Math.min(stopAfter, run.schedule().total());
            long start = System.nanoTime();
            for (long step = done; step < last; step++) {
                bar.stepTo(step * run.batch());
                Losses losses = training.step(step, batches.next());
                record(log, bar, step, run.schedule().turn(step), losses);
                if ((step + 1) % batches.perEpoch() == 0
                        || step + 1 == run.schedule().total()) {
                    checkpoint.write(step + 1, locating, opposing, localizerSteps, adversarySteps);
                }
            }
            bar.stepTo(last * run.batch());
            double share = 100. * batches.waitedNanos() / (System.nanoTime() - start);
            bar.setExtraMessage(" waited %.1f%% for pictures".formatted(share));
        }
    }

    private static void initialize(Network network, String file, Dataset dataset, Run run, NDManager manager)
            throws IOException {
        if (file == null) {
            return;
        }
        if (Files.isDirectory(Path.of(file))) {
            Checkpoint.in(Path.of(file)).readLocalizer(manager, network);
            return;
        }
        Weights.Report report = Weights.initialize(network, Path.of(file));
        System.err.println(file + ": " + network.parameters().size() + " arrays, random for want of weights: "
                + report.missing() + ", not used: " + report.unexpected());
        if (report.calibrate()) {
            try (NDManager scope = manager.newSubManager();
                    Batches batches = new Batches(dataset, run.augmentation(), run.batch(), run.seed(), 0)) {
                Batches.Batch batch = batches.next();
                int side = run.augmentation().size();
                Shape shape = new Shape(batch.size(), 3, side, side);
                Calibration.run(network, network.normalize(scope.create(batch.pixels(), shape)));
            }
        }
    }

    private static void record(PrintWriter log, ProgressBar bar, long step, Schedule.Turn turn, Losses losses) {
        log.printf(
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
        log.flush();
        bar.setExtraMessage(
                Double.isNaN(losses.classification())
                        ? " adversary %.3f".formatted(losses.adversary())
                        : " bce %.3f mining %.3f attention %.3f"
                                .formatted(losses.classification(), losses.attentionMining(), losses.regularization()));
    }

    private PrintWriter log(long done) throws IOException {
        Path file = out.resolve("log.csv");
        if (done == 0) {
            Files.writeString(
                    file,
                    "step,turn,classification,attention_mining,regularization,localizer_gradient,adversary,adversary_gradient\n");
        } else {
            // what came after the checkpoint is about to be done again
            Files.write(file, Files.readAllLines(file).subList(0, (int) done + 1));
        }
        return new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    private static Dataset reopen(Run run) {
        if (run.scenes() == null) {
            return run.folder().training();
        }
        DataOptions options = new DataOptions();
        options.scenes = true;
        options.sceneSize = run.scenes().width() + "x" + run.scenes().height();
        options.sceneCount = run.scenes().count();
        return options.open(run.seed());
    }

    private Run describe(Dataset dataset) {
        long total = Math.round(epochs * (dataset.size() / batch));
        double adversarys = adversaryRate == null ? rate : adversaryRate;
        return new Run(
                data.scenes ? "scenes" : data.source().folder(),
                data.settings(),
                data.source(),
                dataset.classes(),
                dataset.fingerprint(),
                dataset.size(),
                localizer,
                adversary,
                batchNorm,
                init == null ? null : init.toString(),
                adversaryInit == null ? null : adversaryInit.toString(),
                new Eader.Weighting(alpha, beta, omega, sigma),
                new Sgd.Settings(rate, classifierFactor, momentum, decay, clip),
                new Sgd.Settings(adversarys, classifierFactor, momentum, decay, clip),
                new Schedule(warmUp, localizerTurn, adversaryTurn, total, power),
                new Augmentation(size, leastArea, color),
                batch,
                epochs,
                seed);
    }
}
