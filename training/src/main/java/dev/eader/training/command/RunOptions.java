package dev.eader.training.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a training's run lies, whether it is gone on with, and what it draws. */
final class RunOptions {
    @Option(names = "--out", required = true, description = "Folder of the run: run.json, log.csv, checkpoint.")
    Path out;

    @Option(names = "--resume", description = "Go on from the run's checkpoint, exactly. Other options are the run's.")
    boolean resume;

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(names = "--stop-after", hidden = true, description = "Steps after which to stop, as a kill would.")
    Long stopAfter;

    /** @throws IllegalArgumentException when there is a run that would be overwritten, or none to go on with */
    Checkpoint checkpoint() {
        Checkpoint checkpoint = Checkpoint.in(out);
        if (!resume && checkpoint.exists()) {
            throw new IllegalArgumentException(out + " holds a run already: --resume it, or give another --out");
        }
        if (resume && !checkpoint.exists()) {
            throw new IllegalArgumentException("--resume: there is no " + checkpoint.file());
        }
        return checkpoint;
    }

    /** The step before which to stop. */
    long last(long total) {
        return stopAfter == null ? total : Math.min(stopAfter, total);
    }
}
