package dev.eader.training.command.train;

import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Folder and seed of a training run, and whether the run is new or resumed. */
public final class RunOptions {
    /** Options that a resumed run takes from the command line. */
    private static final Set<String> KEPT =
            Set.of("--out", "--resume", "--device", "--stop-after", "--checkpoint-minutes", "--tensorboard");

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(
            names = "--resume",
            description = "Continue from the checkpoint; all options but --device are those of the run.")
    boolean isResumed;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all random numbers.")
    @Range(min = -0x1p63, max = 0x1p63)
    long seed;

    @Option(names = "--tensorboard", description = "Also write event files for TensorBoard, to OUT/tensorboard.")
    boolean hasTensorBoard;

    @Option(
            names = "--checkpoint-minutes",
            defaultValue = "5",
            description = "Longest time between checkpoints; one is also written after each epoch.")
    @Range(min = 0, max = 100_000, aboveMin = true)
    double checkpointMinutes;

    @Option(names = "--stop-after", hidden = true, description = "Stop after this many steps without a checkpoint.")
    @Range(min = 0, max = 0x1p63)
    Long stopAfter;

    public RunFolder folder() {
        return new RunFolder(out);
    }

    public boolean isResumed() {
        return isResumed;
    }

    /** Opens an event file for TensorBoard; null without the option. */
    StepEvents events(String header, RunSettings run, long done) throws IOException {
        return hasTensorBoard ? new StepEvents(out.resolve("tensorboard"), header, run, done) : null;
    }

    /** Longest time between two checkpoints, in nanoseconds. */
    public long checkpointNanos() {
        return (long) (checkpointMinutes * 60e9);
    }

    public long seed() {
        return seed;
    }

    /** @throws IllegalArgumentException if there is no run to resume, or another training has locked the folder */
    public RunLock lock() throws IOException {
        Checkpoint checkpoint = folder().checkpoint();
        if (isResumed && !checkpoint.exists()) {
            throw new IllegalArgumentException("--resume: " + checkpoint.file()
                    + " is missing; give the folder of a run with a checkpoint as --out, or omit --resume");
        }
        return RunLock.of(out);
    }

    /**
     * Checks that no finished run is overwritten, and prints the options that a resumed run ignores.
     *
     * @throws IllegalArgumentException if a new run would overwrite another
     */
    public void check() {
        if (!isResumed && folder().checkpoint().exists()) {
            throw new IllegalArgumentException(out + " already contains a run: give --resume or another --out");
        }
        if (isResumed) {
            printIgnored();
        }
    }

    /**
     * Number of steps of a whole run.
     *
     * @param epochs passes over the data
     * @throws IllegalArgumentException if a batch is larger than the data, or there is not one whole step
     */
    public static long steps(double epochs, Dataset dataset, int batch) {
        if (batch > dataset.size()) {
            throw new IllegalArgumentException(
                    "--batch takes at most the number of pictures, which is " + dataset.size() + ", not " + batch);
        }
        long steps = Math.round(epochs * (dataset.size() / batch));
        if (steps < 1) {
            throw new IllegalArgumentException("--epochs " + epochs + " gives 0 steps with --batch " + batch + " and "
                    + dataset.size() + " pictures; give more epochs or a smaller batch");
        }
        return steps;
    }

    private void printIgnored() {
        List<String> ignored = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !KEPT.contains(name))
                .sorted()
                .toList();
        if (!ignored.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("--resume takes all other options from " + folder().settingsFile() + "; ignored: "
                            + String.join(", ", ignored));
        }
    }

    /** The step before which the training stops, at most {@code total}. */
    public long lastStep(long total) {
        return stopAfter == null ? total : Math.min(stopAfter, total);
    }
}
