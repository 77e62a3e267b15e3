package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.collection.Photos;
import dev.eader.training.onnx.ExportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code fit} with small networks and single steps. */
class FitTest {
    @TempDir
    Path folder;

    @BeforeEach
    void arrangePhotos() throws IOException {
        Photos.folder(folder.resolve("photos/cat"), 6, 1);
        Photos.folder(folder.resolve("photos/dog"), 6, 50);
    }

    @Test
    void photos_become_models_and_a_report_without_masks() throws Exception {
        Output whole = fit();
        assertThat(whole.code()).isZero();
        assertThat(whole.out())
                .contains("serve:  java '-Deader.model.path.toy=" + folder.resolve("my run/toy.onnx") + "' ");

        assertThat(folder.resolve("my run/report.html")).content().contains("cat", "dog");
        assertThat(folder.resolve("my run/toy.int8.onnx")).isRegularFile();
        byte[] first = Files.readAllBytes(folder.resolve("my run/toy.onnx"));
        try (ExportedModel model = ExportedModel.of(first)) {
            assertThat(model.metadata().get("eader.card"))
                    .contains("\"masks\":\"none\"", "meanAveragePrecision")
                    .doesNotContain("meanIou");
        }

        Output again = fit();
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("report: ").doesNotContain("[2/");

        assertThat(fit("--set", "erasing.alpha=0.5").refused())
                .contains("the pass erasing", "--alpha 1", "--alpha 0.5", "--redo erasing");

        Photos.folder(folder.resolve("photos/dog"), 7, 50);
        assertThat(fit().out()).contains("the pictures differ from those of this run", "--redo data");

        assertThat(fit("--redo", "student").code()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("my run/toy.onnx"))).isEqualTo(first);
    }

    @Test
    void plan_lists_passes_and_trains_nothing() throws Exception {
        Output plan = fit("--plan");

        assertThat(plan.code()).isZero();
        assertThat(plan.out()).contains("plain-small", "erasing", "student", "estimated time that is left");
        assertThat(folder.resolve("my run/plain-small")).doesNotExist();
    }

    @Test
    void wrong_option_of_a_late_pass_stops_before_training() throws Exception {
        assertThat(fit("--set", "student.channels=0").refused()).contains("--channels", "pass student");
        assertThat(fit("--set", "student.chanels=8").refused()).contains("--chanels", "pass student");
        assertThat(folder.resolve("my run/plain-small")).doesNotExist();
    }

    private Output fit(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "fit",
                "--images=" + folder.resolve("photos"),
                "--out=" + folder.resolve("my run"),
                "--name=toy",
                "--profile=quick",
                "--init=random",
                "--localizer=resnet18x0.125:16",
                "--adversary=resnet18x0.125"));
        Stream.of(
                        "plain-small.epochs=1",
                        "plain-small.size=64",
                        "erasing.epochs=2",
                        "erasing.size=64",
                        "evaluate-erasing.input-size=64",
                        "attention.input-size=64",
                        "labels.input-size=64",
                        "student.epochs=1",
                        "student.size=64",
                        "evaluate.input-size=64",
                        "export-int8.calibration-count=2",
                        "verify.count=2")
                .forEach(set -> arguments.addAll(List.of("--set", set)));
        arguments.addAll(List.of(more));
        return Output.of(() -> Training.run(arguments.toArray(String[]::new)));
    }
}
