package dev.eader.training.command.options;

import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.RunLock;
import dev.eader.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a training's run lies, whether it is gone on with, and what it draws. */
public final class RunOptions {
    /** Options that a resumed run takes from the command line. */
    private static final Set<String> KEPT = Set.of("--out", "--resume", "--device", "--stop-after");

    @Spec(Spec.Target.MIXEE)
    public CommandSpec spec;

    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    public Path out;

    @Option(
            names = "--resume",
            description =
                    "Go on from the run's checkpoint, exactly. All options but --device are those of run.json; others that are given"
                            + " are named and ignored.")
    public boolean resume;

    @Option(names = "--seed", defaultValue = "1")
    @Range(min = -0x1p63, max = 0x1p63)
    public long seed;

    @Option(names = "--stop-after", hidden = true, description = "Steps after which to stop, as a kill would.")
    @Range(min = 0, max = 0x1p63)
    public Long stopAfter;

    /** @throws IllegalArgumentException when there is nothing to resume, or when another training holds the folder */
    public RunLock lock() throws IOException {
        Checkpoint checkpoint = Checkpoint.in(out);
        if (resume && !checkpoint.exists()) {
            throw new IllegalArgumentException("--resume: there is no " + checkpoint.file());
        }
        return RunLock.of(out);
    }

    /** @throws IllegalArgumentException when there is a run that would be overwritten */
    public Checkpoint checkpoint() {
        Checkpoint checkpoint = Checkpoint.in(out);
        if (!resume && checkpoint.exists()) {
            throw new IllegalArgumentException(out + " holds a run already: --resume it, or give another --out");
        }
        if (resume) {
            reportIgnored();
        }
        return checkpoint;
    }

    /**
     * Steps of a whole run.
     *
     * @param epochs passes over the data
     * @throws IllegalArgumentException when a batch is larger than the data, or when there is no whole step
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

    /** Says which given options do not count, because a resumed run keeps those of its {@code run.json}. */
    private void reportIgnored() {
        List<String> ignored = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !KEPT.contains(name))
                .sorted()
                .toList();
        if (!ignored.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("--resume takes all other options from " + out.resolve("run.json") + "; ignored: "
                            + String.join(", ", ignored));
        }
    }

    /** The step before which to stop. */
    public long last(long total) {
        return stopAfter == null ? total : Math.min(stopAfter, total);
    }
}
