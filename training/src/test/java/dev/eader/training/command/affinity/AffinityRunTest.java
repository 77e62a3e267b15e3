package dev.eader.training.command.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.PreviousVersion;
import dev.eader.training.command.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffinityRunTest {
    @Test
    void run_of_previous_version_keeps_its_fields(@TempDir Path folder) throws IOException {
        RunFolder before = PreviousVersion.copy("affinity", folder);
        AffinityRun run = AffinityRun.read(before);

        assertThat(run.trainingData().scenes().width()).isEqualTo(64);
        assertThat(run.areas().foreground()).isEqualTo(.4);
        assertThat(run.totalSteps()).isEqualTo(4);
        PreviousVersion.assertSameFields(before, run);
    }
}
