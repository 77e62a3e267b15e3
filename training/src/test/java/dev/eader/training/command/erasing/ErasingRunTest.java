package dev.eader.training.command.erasing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.PreviousVersion;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import dev.eader.training.optimisation.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasingRunTest {
    @TempDir
    Path folder;

    @Test
    void run_of_previous_version_keeps_its_fields() throws IOException {
        RunFolder before = PreviousVersion.copy("erasing", folder);
        ErasingRun run = ErasingRun.read(before);

        assertThat(run.networks().sharing()).isEqualTo(WeightSharing.BACKBONE);
        assertThat(run.optimization().localizerSteps().optimizer()).isEqualTo(Optimizer.ADAM);
        assertThat(run.sampling().augmentation().size()).isEqualTo(32);
        PreviousVersion.assertSameFields(before, run);
    }

    @Test
    void run_of_first_release_gets_defaults_of_later_fields() throws IOException {
        Files.writeString(
                folder.resolve("run.json"),
                """
                {"data": "scenes", "scenes": {"width": 64, "height": 48, "count": 16}, "classes": ["a", "b"],
                 "fingerprint": "f", "size": 16, "localizer": "resnet18", "adversary": "resnet18", "batchNorm": true,
                 "localizerInit": null, "adversaryInit": null,
                 "weighting": {"alpha": 0.05, "beta": 1e-5, "omega": 100.0, "sigma": 0.5},
                 "localizerSteps": {"rate": 0.01, "classifierFactor": 1.0, "momentum": 0.9, "decay": 1e-4, "clip": 1.0},
                 "adversarySteps": {"rate": 0.02, "classifierFactor": 1.0, "momentum": 0.9, "decay": 1e-4, "clip": 1.0},
                 "schedule": {"warmUp": 2, "localizerTurn": 5, "adversaryTurn": 5, "total": 40, "power": 0.9},
                 "augmentation": {"size": 32, "leastArea": 0.4, "color": 0.3}, "batch": 4, "epochs": 10.0, "seed": 1}
                """);
        RunFolder files = new RunFolder(folder);
        ErasingRun run = ErasingRun.read(files);

        assertThat(run.optimization().localizerSteps().optimizer()).isEqualTo(Optimizer.SGD);
        assertThat(run.optimization().adversarySteps().rate()).isEqualTo(.02);
        assertThat(run.optimization().schedule())
                .isEqualTo(new TurnSchedule(2, 5, 5, 40, .9, RateSchedule.Decay.POLYNOMIAL, 0));
        assertThat(run.networks().sharing()).isEqualTo(WeightSharing.NONE);
        assertThat(run.optimization().averaging()).isZero();
        files.write(run);
        assertThat(ErasingRun.read(files)).isEqualTo(run);
    }
}
