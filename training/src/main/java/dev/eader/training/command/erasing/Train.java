package dev.eader.training.command.erasing;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.RunOptions;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.RunLock;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.erasing.AlternatingTraining;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a localizer against an adversary, from image-level labels. */
@Command(
        name = "train",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Trains EADER from image-level labels. Defaults are the paper's where it gives them.")
public final class Train implements Callable<Integer> {
    @Mixin
    public RunOptions place;

    @Mixin
    public DataOptions data;

    @Mixin
    public NetworkOptions networks;

    @Mixin
    public ErasingOptions erasing;

    @Mixin
    public OptimizerOptions optimizer;

    @Mixin
    public AugmentationOptions crops;

    @Option(names = "--epochs", defaultValue = "10", description = "Passes over the data, all turns together.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    public double epochs;

    @Option(names = "--batch", defaultValue = "16", description = "Images a step.")
    @Range(min = 1, max = 65_536)
    public int batch;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu or gpu:N; several, as gpu:0,gpu:1, each take a part of the batch.")
    @Form(pattern = Form.DEVICES, accepts = "cpu or gpu:N, or several with commas between")
    public String device;

    @Override
    public Integer call() throws IOException {
        try (RunLock lock = place.lock()) {
            return trainLocked(place.checkpoint());
        }
    }

    private int trainLocked(Checkpoint checkpoint) throws IOException {
        List<Device> devices = Run.devices(device);
        Run run = place.resume ? Run.read(place.out) : null;
        Dataset dataset = run == null ? data.open(place.seed) : run.training();
        if (run == null) {
            run = describe(dataset);
            run.write(place.out);
        } else if (!run.fingerprint().equals(dataset.fingerprint())) {
            throw new IllegalArgumentException("--resume: " + run.data() + " is not what this run began with");
        }
        train(run, dataset, devices, checkpoint);
        return 0;
    }

    private void train(Run run, Dataset dataset, List<Device> devices, Checkpoint checkpoint) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(devices.get(0))) {
            Learners learners = place.resume ? Learners.empty(run, manager) : Learners.fresh(run, dataset, manager);
            long done = place.resume ? checkpoint.read(manager, learners.state()) : 0;
            AlternatingTraining training = new AlternatingTraining(
                    manager,
                    devices,
                    learners.localizer(),
                    learners.adversary(),
                    run.sharing(),
                    run.weighting(),
                    run.schedule());
            long total = run.schedule().total();
            long last = place.last(total);
            try (Batches<ImageBatch> batches =
                            ImageBatch.sequence(dataset, run.augmentation(), run.batch(), run.seed(), done);
                    TrainingLog log = new TrainingLog(place.out, run, done)) {
                long start = System.nanoTime();
                for (long step = done; step < last; step++) {
                    log.add(step, run.schedule().turn(step), training.step(step, batches.next()));
                    if ((step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                        checkpoint.write(step + 1, learners.state());
                    }
                }
                log.waited((double) batches.waitedNanos() / (System.nanoTime() - start));
            }
        }
    }

    private Run describe(Dataset dataset) {
        long total = RunOptions.steps(epochs, dataset, batch);
        return new Run(
                data.scenes ? "scenes" : data.source().folder(),
                data.settings(),
                data.source(),
                dataset.classes(),
                dataset.fingerprint(),
                dataset.size(),
                networks.localizer,
                networks.adversary(),
                networks.batchNorm,
                NetworkOptions.name(networks.init),
                NetworkOptions.name(networks.adversaryInit),
                erasing.weighting(),
                optimizer.localizer(),
                optimizer.adversary(),
                optimizer.schedule(erasing, networks.sharing, total),
                crops.augmentation(),
                batch,
                epochs,
                place.seed,
                networks.sharing,
                optimizer.averaging);
    }
}
