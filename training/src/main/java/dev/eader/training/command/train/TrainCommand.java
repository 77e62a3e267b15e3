package dev.eader.training.command.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.command.options.DataOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that starts or resumes a training run. It writes {@code run.json} when the run starts, one line of {@code
 * log.csv} per step, and a checkpoint after each epoch and every few minutes.
 *
 * @param <R> settings of this kind of run
 */
public abstract class TrainCommand<R extends RunSettings> implements Callable<Integer> {
    @Mixin
    protected RunOptions options;

    @Mixin
    protected DataOptions data;

    @Option(names = "--batch", defaultValue = "16", description = "Images per step.")
    @Range(min = 1, max = 65_536)
    protected int batch;

    @Option(names = "--color", defaultValue = "0.3", description = "Largest random change of colours, in [0,1).")
    @Range(min = 0, max = 1, belowMax = true)
    protected double color;

    private final String task;
    private final String logHeader;

    /** Executes one step of a training on its batch. */
    @FunctionalInterface
    protected interface Step<B> {
        StepLog.Entry run(long step, B batch);
    }

    /**
     * @param task label of the progress bar
     * @param logHeader first line of {@code log.csv}
     */
    protected TrainCommand(String task, String logHeader) {
        this.task = task;
        this.logHeader = logHeader;
    }

    @Override
    public final Integer call() throws IOException {
        try (RunLock lock = options.lock()) {
            options.check();
            RunFolder folder = options.folder();
            R run = options.isResumed() ? read(folder) : null;
            checkOptions();
            Dataset dataset =
                    run == null ? data.open(options.seed()) : run.trainingData().training(run.seed());
            if (run == null) {
                run = describe(dataset);
                folder.write(run);
            } else {
                folder.requireKnownFields(run);
                requireUnchanged(run, dataset);
            }
            train(run, dataset);
        }
        return 0;
    }

    /** Reads the settings of a run that is resumed. */
    protected abstract R read(RunFolder folder) throws IOException;

    /** Checks the options before the data is opened. */
    protected void checkOptions() {}

    /** Makes the settings of a new run from the options. */
    protected abstract R describe(Dataset dataset) throws IOException;

    /** Learning rates of a step, by name. */
    protected abstract Map<String, Double> rates(R run, long step);

    /** Trains: restores or initialises the networks and calls {@link #runSteps}. */
    protected abstract void train(R run, Dataset dataset) throws IOException;

    /** @throws IllegalArgumentException if the data differ from those that the run was started with */
    protected void requireUnchanged(R run, Dataset dataset) throws IOException {
        if (!run.trainingData().fingerprint().equals(dataset.fingerprint())) {
            throw new IllegalArgumentException("--resume: the pictures or their labels have changed since the run was"
                    + " started; restore them or start a new run");
        }
    }

    /**
     * Restores the checkpoint if the run is resumed.
     *
     * @param state arrays to fill, by part and name
     * @return number of completed steps, 0 in a new run
     */
    protected final long restore(NDManager manager, Map<String, Map<String, NDArray>> state) throws IOException {
        return options.isResumed() ? options.folder().checkpoint().resume(manager, state) : 0;
    }

    /**
     * Runs the steps that remain, logs each and writes a checkpoint after each epoch, at the interval of the options, and after
     * the last step.
     *
     * @param done number of completed steps
     * @param state supplies the arrays of a checkpoint, by part and name
     * @param batches of the remaining steps
     * @param preview what the network has learned on a picture
     */
    protected final <B> void runSteps(
            R run,
            long done,
            Supplier<Map<String, Map<String, NDArray>>> state,
            Batches<B> batches,
            Step<B> training,
            Function<Dataset.Sample, BufferedImage> preview)
            throws IOException {
        RunFolder folder = options.folder();
        long total = run.totalSteps();
        long last = options.lastStep(total);
        try (StepLog log = new StepLog(folder.logFile(), task, logHeader, run, done);
                StepEvents events = options.events(logHeader, run, done)) {
            long start = System.nanoTime();
            long saved = start;
            for (long step = done; step < last; step++) {
                StepLog.Entry entry = training.run(step, batches.next());
                log.add(step, entry);
                if (events != null) {
                    events.add(step, entry, rates(run, step));
                }
                boolean isDue = System.nanoTime() - saved >= options.checkpointNanos();
                if (isDue || (step + 1) % batches.perEpoch() == 0 || step + 1 == total) {
                    log.sync();
                    folder.checkpoint().write(step + 1, state.get());
                    if (events != null) {
                        events.addPictures(step, preview);
                    }
                    saved = System.nanoTime();
                }
            }
            log.showWaiting((double) batches.waitedNanos() / (System.nanoTime() - start));
        }
    }
}
