package dev.eader.training.command.student;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.PreviousVersion;
import dev.eader.training.command.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentRunTest {
    @Test
    void run_of_previous_version_keeps_its_fields(@TempDir Path folder) throws IOException {
        RunFolder before = PreviousVersion.copy("student", folder);
        StudentRun run = StudentRun.read(before);

        assertThat(run.trainingData().source().voc()).isEqualTo("data");
        assertThat(run.networks().channels()).isEqualTo(8);
        assertThat(run.pseudoLabels().labels()).isEqualTo("labels-voc");
        PreviousVersion.assertSameFields(before, run);
    }
}
