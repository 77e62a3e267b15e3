package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import dev.eader.training.affinity.AffinityBatch;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains affinity from where attention is sure. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Learns which neighbouring cells belong together, from the sure areas of attention maps.")
public final class AffinityTrain implements Callable<Integer> {
    @Mixin
    public RunOptions place;

    @Mixin
    public DataOptions data;

    @Mixin
    public ConfidentOptions areas;

    @Mixin
    public AffinityCropOptions crops;

    @Mixin
    public DescentOptions descent;

    @Option(names = "--init", description = "Starts from: ImageNet weights, safetensors; or a run's localizer.")
    public Path init;

    @Option(names = "--localizer", description = "Network, as mobilenet_v2-tf:16; the run's where one is given.")
    @NetworkName
    public String localizer;

    @Option(names = "--epochs", defaultValue = "4", description = "Passes over the data.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    public double epochs;

    @Option(names = "--rate", defaultValue = "0.01", description = "Learning rate of the classifier; 0 freezes it.")
    @Range(min = 0, max = 1000)
    public double rate;

    @Option(names = "--head-rate", description = "Learning rate of new layers; --rate times --head-factor by default.")
    @Range(min = 0, max = 1000, aboveMin = true)
    public Double headRate;

    @Option(names = "--decay", defaultValue = "5e-4", description = "Weight decay.")
    @Range(min = 0, max = 10)
    public double decay;

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
        AffinityRun run = place.resume ? AffinityRun.read(place.out) : null;
        Dataset dataset = run == null ? data.open(place.seed) : run.dataset();
        if (run == null) {
            run = describe(dataset);
            run.write(place.out);
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
        if (place.resume) {
            done = checkpoint.read(manager, training.state());
        } else {
            run.initialize(manager, network);
        }
        int side = run.batches().size();
        long total = run.training().total();
        try (Batches<AffinityBatch> batches =
                        AffinityBatch.sequence(dataset, run.areas(), run.batches(), network.grid(side, side), done);
                AffinityLog log = new AffinityLog(place.out, run, done)) {
            for (long step = done; step < place.last(total); step++) {
                log.add(step, training.step(step, batches.next()));
                if ((step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                    checkpoint.write(step + 1, training.state());
                }
            }
        }
    }

    private AffinityRun describe(Dataset dataset) throws IOException {
        areas.requireOne();
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
        areas.requireComplete(dataset);
        AffinityBatch.Settings batches = crops.settings(place.seed);
        long total = RunOptions.steps(epochs, dataset, batches.batch());
        double heads = headRate == null ? rate * descent.headFactor : headRate;
        AffinityTraining.Settings training =
                new AffinityTraining.Settings(rate, heads, descent.momentum, decay, descent.clip, total, descent.power);
        return new AffinityRun(
                data.source(),
                data.settings(),
                dataset.classes(),
                dataset.fingerprint(),
                dataset.size(),
                NetworkOptions.name(areas.attention),
                areas.foreground,
                areas.background,
                NetworkOptions.name(areas.confident),
                from == null ? localizer : from.localizer(),
                from != null && from.batchNorm(),
                init.toString(),
                epochs,
                batches,
                training);
    }
}
