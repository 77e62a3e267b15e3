package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** State of a run's folder after its process was killed. */
final class KilledRun {
    private KilledRun() {}

    /** Adds the parts of files that a training was writing when it was killed. */
    static void leaveParts(Path run) throws IOException {
        Files.writeString(run.resolve("checkpoint.safetensors.new"), "{\"part");
        Files.writeString(run.resolve("log.csv"), "1", StandardOpenOption.APPEND);
    }

    /** Compares checkpoint and log of a run that was killed and resumed with those of an uninterrupted run. */
    static void assertSame(Path resumed, Path unbroken) throws IOException {
        assertThat(Files.readAllLines(resumed.resolve("log.csv")))
                .isEqualTo(Files.readAllLines(unbroken.resolve("log.csv")));
        assertThat(new RunFolder(resumed).checkpoint().file())
                .hasSameBinaryContentAs(new RunFolder(unbroken).checkpoint().file());
        assertThat(resumed.resolve("checkpoint.safetensors.new")).doesNotExist();
    }
}
