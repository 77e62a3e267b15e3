package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.erasing.Run;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import dev.eader.training.optimisation.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @TempDir
    Path folder;

    @Test
    void a_run_of_the_first_release_is_read_as_what_it_was() throws IOException {
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
        Run run = Run.read(folder);

        assertThat(run.localizerSteps().optimizer()).isEqualTo(Optimizer.SGD);
        assertThat(run.adversarySteps().rate()).isEqualTo(.02);
        assertThat(run.schedule()).isEqualTo(new TurnSchedule(2, 5, 5, 40, .9, RateSchedule.Decay.POLYNOMIAL, 0));
        assertThat(run.sharing()).isEqualTo(WeightSharing.NONE);
        assertThat(run.averaging()).isZero();
        run.write(folder);
        assertThat(Run.read(folder)).isEqualTo(run);
    }
}
