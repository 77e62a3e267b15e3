package dev.eader.training.command;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.erasing.AlternatingTraining;
import java.io.IOException;
import java.nio.file.Path;
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
final class Train implements Callable<Integer> {
    @Mixin
    DataOptions data;

    @Mixin
    NetworkOptions networks;

    @Mixin
    ErasingOptions erasing;

    @Mixin
    OptimizerOptions optimizer;

    @Mixin
    AugmentationOptions crops;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(names = "--resume", description = "Go on from the run's checkpoint, exactly. Other options are the run's.")
    boolean resume;

    @Option(names = "--epochs", defaultValue = "10", description = "Passes over the data, all turns together.")
    double epochs;

    @Option(names = "--batch", defaultValue = "16", description = "Images a step.")
    int batch;

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu or gpu:N; several, as gpu:0,gpu:1, each take a part of the batch.")
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
        List<Device> devices = Run.devices(device);
        Run run = resume ? Run.read(out) : null;
        long dataSeed = run == null ? seed : run.seed();
        Dataset dataset = run == null ? data.open(dataSeed) : reopen(run);
        if (run == null) {
            run = describe(dataset);
            run.write(out);
        } else if (!run.fingerprint().equals(dataset.fingerprint())) {
            throw new IllegalArgumentException("--resume: " + run.data() + " is not what this run began with");
        }
        train(run, dataset, devices, checkpoint);
        return 0;
    }

    private void train(Run run, Dataset dataset, List<Device> devices, Checkpoint checkpoint) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(devices.get(0))) {
            Learners learners = resume ? Learners.empty(run, manager) : Learners.fresh(run, dataset, manager);
            long done = resume ? checkpoint.read(manager, learners.state()) : 0;
            AlternatingTraining training = new AlternatingTraining(
                    manager,
                    devices,
                    learners.localizer(),
                    learners.adversary(),
                    run.sharing(),
                    run.weighting(),
                    run.schedule());
            long total = run.schedule().total();
            long last = stopAfter == null ? total : Math.min(stopAfter, total);
            try (Batches batches = new Batches(dataset, run.augmentation(), run.batch(), run.seed(), done);
                    TrainingLog log = new TrainingLog(out, run, done)) {
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
                seed,
                networks.sharing,
                optimizer.averaging);
    }
}
