package dev.eader.training.command;

import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityBatches;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
import dev.eader.training.affinity.AffinityTraining.Losses;
import dev.eader.training.affinity.ConfidentAreas;
import dev.eader.training.data.Dataset;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains affinity from where attention is sure. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Learns which neighbouring cells belong together, from the sure areas of attention maps.")
final class AffinityTrain implements Callable<Integer> {
    @Mixin
    DataOptions data;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(names = "--resume", description = "Go on from the run's checkpoint, exactly. Other options are the run's.")
    boolean resume;

    @Option(names = "--attention", description = "Folder of attention maps, ID.npz, of every picture of the split.")
    Path attention;

    @Option(names = "--foreground", defaultValue = "0.4", description = "A class is sure from this attention on.")
    double foreground;

    @Option(names = "--background", defaultValue = "0.1", description = "Background is sure up to this attention.")
    double background;

    @Option(
            names = "--confident",
            description = "Folder of labels, ID.png, to rely on instead of attention, but for 255 (unsure).")
    Path confident;

    @Option(names = "--init", description = "Starts from: ImageNet weights, safetensors; or a run's localizer.")
    Path init;

    @Option(names = "--localizer", description = "Network, as mobilenet_v2-tf:16; the run's where one is given.")
    String localizer;

    @Option(names = "--epochs", defaultValue = "4", description = "Passes over the data.")
    double epochs;

    @Option(names = "--batch", defaultValue = "16", description = "Crops a step.")
    int batch;

    @Option(names = "--size", defaultValue = "224", description = "Side of the crops, in pixels; a multiple of 32.")
    int size;

    @Option(names = "--input-size", defaultValue = "320", description = "Long side that the walk will see.")
    int inputSize;

    @Option(names = "--zoom", defaultValue = "1.4", description = "How far scales stray from that, either way.")
    double zoom;

    @Option(names = "--color", defaultValue = "0.3", description = "How far colours stray, in [0,1).")
    double color;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the classifier; 0 freezes it.")
    double rate;

    @Option(names = "--head-factor", defaultValue = "10", description = "Times the rate, in new layers.")
    double headFactor;

    @Option(names = "--head-rate", description = "Learning rate of new layers; --rate times --head-factor by default.")
    Double headRate;

    @Option(names = "--momentum", defaultValue = "0.9")
    double momentum;

    @Option(names = "--decay", defaultValue = "5e-4", description = "Weight decay.")
    double decay;

    @Option(names = "--clip", defaultValue = "1", description = "Norm that gradients are clipped to; 0 never.")
    double clip;

    @Option(names = "--power", defaultValue = "0.9", description = "Polynomial decay of the rate; 0 is constant.")
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
        AffinityRun run = resume ? AffinityRun.read(out) : null;
        Dataset dataset = run == null ? data.open(seed) : run.reopen();
        if (run == null) {
            run = describe(dataset);
            run.write(out);
        } else if (!run.fingerprint().equals(dataset.fingerprint())) {
            throw new IllegalArgumentException("--resume: the pictures are not those that this run began with");
        }
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                AffinityNet network = run.network(manager)) {
            train(run, dataset, manager, network, checkpoint);
        }
        return 0;
    }

    private void train(AffinityRun run, Dataset dataset, NDManager manager, AffinityNet network, Checkpoint checkpoint)
            throws IOException {
        AffinityTraining training = new AffinityTraining(manager, network, run.training());
        long done = 0;
        if (resume) {
            done = checkpoint.read(manager, training.state());
        } else {
            initialize(run, manager, network);
        }
        ConfidentAreas areas = run.areas();
        int side = run.batches().size();
        long total = run.training().total();
        long last = stopAfter == null ? total : Math.min(stopAfter, total);
        try (AffinityBatches batches =
                        new AffinityBatches(dataset, areas, run.batches(), network.plane(side, side), done);
                PrintWriter log = log(done);
                ProgressBar bar = new ProgressBarBuilder()
                        .setTaskName("affinity")
                        .setUnit(" images", 1)
                        .showSpeed()
                        .setUpdateIntervalMillis(1000)
                        .setInitialMax(total * run.batches().batch())
                        .build()) {
            for (long step = done; step < last; step++) {
                bar.stepTo(step * run.batches().batch());
                record(log, bar, step, training.step(step, batches.next()));
                if ((step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                    checkpoint.write(step + 1, training.state());
                }
            }
            bar.stepTo(last * run.batches().batch());
        }
    }

    private static void initialize(AffinityRun run, NDManager manager, AffinityNet network) throws IOException {
        Path from = Path.of(run.init());
        if (!Files.isDirectory(from)) {
            Weights.Report report = Weights.initialize(network.classifier(), from);
            System.err.println(
                    from + ": random for want of weights: " + report.missing() + ", not used: " + report.unexpected());
            return;
        }
        Checkpoint.in(from).readLocalizer(manager, network.classifier());
    }

    private static void record(PrintWriter log, ProgressBar bar, long step, Losses losses) {
        log.printf(
                Locale.ROOT,
                "%d,%.9g,%.9g,%.9g,%.9g,%.6g%n",
                step,
                losses.total(),
                losses.background(),
                losses.foreground(),
                losses.different(),
                losses.gradient());
        log.flush();
        bar.setExtraMessage(" loss %.3f background %.3f foreground %.3f different %.3f"
                .formatted(losses.total(), losses.background(), losses.foreground(), losses.different()));
    }

    private PrintWriter log(long done) throws IOException {
        Path file = out.resolve("log.csv");
        if (done == 0) {
            Files.writeString(file, "step,loss,background,foreground,different,gradient\n");
        } else {
            // what came after the checkpoint is about to be done again
            Files.write(file, Files.readAllLines(file).subList(0, (int) done + 1));
        }
        return new PrintWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    /** A pass that was not finished would stop this one in the middle of its first epoch. */
    static void requireFiles(Dataset dataset, Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long found = files.filter(file -> file.toString().endsWith(suffix)).count();
            if (found < dataset.size()) {
                throw new IllegalArgumentException("%s holds %d files %s, and the split has %d pictures"
                        .formatted(folder, found, suffix, dataset.size()));
            }
        }
    }

    private AffinityRun describe(Dataset dataset) throws IOException {
        if ((attention == null) == (confident == null)) {
            throw new IllegalArgumentException("give either --attention FOLDER or --confident FOLDER");
        }
        if (init == null) {
            throw new IllegalArgumentException("--init is missing: weights in safetensors, or the folder of a run");
        }
        Run from = Files.isDirectory(init) ? Run.read(init) : null;
        if (from != null && localizer != null && !localizer.equals(from.localizer())) {
            throw new IllegalArgumentException(
                    "--localizer " + localizer + " is not that of " + init + ", " + from.localizer());
        }
        if (from == null && localizer == null) {
            throw new IllegalArgumentException("--localizer is missing: it says which network " + init + " is of");
        }
        requireFiles(dataset, attention == null ? confident : attention, attention == null ? ".png" : ".npz");
        AffinityBatches.Settings batches = new AffinityBatches.Settings(batch, size, inputSize, zoom, color, seed);
        long total = Math.round(epochs * (dataset.size() / batch));
        double heads = headRate == null ? rate * headFactor : headRate;
        AffinityTraining.Settings training =
                new AffinityTraining.Settings(rate, heads, momentum, decay, clip, total, power);
        return new AffinityRun(
                data.source(),
                data.settings(),
                dataset.classes(),
                dataset.fingerprint(),
                dataset.size(),
                attention == null ? null : attention.toString(),
                foreground,
                background,
                confident == null ? null : confident.toString(),
                from == null ? localizer : from.localizer(),
                from != null && from.batchNorm(),
                init.toString(),
                epochs,
                batches,
                training);
    }
}
