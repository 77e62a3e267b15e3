package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Scenes;
import dev.eader.training.data.Voc;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
    @TempDir
    Path folder;

    @Test
    void a_run_that_was_killed_and_resumed_has_the_losses_of_an_unbroken_one() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        assertThat(train(unbroken)).isZero();
        // two steps past the checkpoint of the first epoch
        assertThat(train(broken, "--stop-after", "6")).isZero();
        assertThat(train(broken, "--resume")).isZero();

        List<String> expected = Files.readAllLines(unbroken.resolve("log.csv"));
        assertThat(expected).hasSize(1 + 12);
        assertThat(Files.readAllLines(broken.resolve("log.csv"))).isEqualTo(expected);
    }

    @Test
    void an_evaluated_run_is_exported_with_its_card_and_verified() throws IOException {
        Path run = folder.resolve("run");
        Path model = folder.resolve("model.onnx");
        assertThat(train(run)).isZero();
        assertThat(Training.run("export", run.toString(), "--out", model.toString(), "--name", "tiny"))
                .as("before it was evaluated")
                .isEqualTo(2);
        assertThat(Training.run("evaluate", run.toString(), "--count", "4", "--input-size", "64"))
                .isZero();
        assertThat(run.resolve("contact-sheet.jpg")).isNotEmptyFile();
        assertThat(Training.run("export", run.toString(), "--out", model.toString(), "--name", "tiny"))
                .isZero();
        assertThat(Training.run("verify", run.toString(), model.toString(), "--count", "4"))
                .isZero();
    }

    @Test
    void rendered_scenes_are_a_folder_to_train_and_evaluate_from() {
        Path data = folder.resolve("data");
        for (String split : new String[] {"train", "val"}) {
            Path out = split.equals("val") ? folder.resolve("other") : data;
            assertThat(Training.run(
                            "scenes",
                            "--out",
                            out.toString(),
                            "--count",
                            "8",
                            "--scene-size",
                            "64x48",
                            "--split",
                            split))
                    .isZero();
        }
        Voc masks = new Voc(folder.resolve("other"), "val", true);
        Scenes scenes = new Scenes(1, 8, 64, 48, true);

        assertThat(masks.classes()).isEqualTo(scenes.classes());
        for (int i = 0; i < 8; i++) {
            assertThat(masks.sample(i).truth()).isEqualTo(scenes.sample(i).truth());
            assertThat(masks.sample(i).labels()).isEqualTo(scenes.sample(i).labels());
        }
        Path run = folder.resolve("from-folder");
        assertThat(Training.run(
                        "train",
                        "--voc",
                        data.toString(),
                        "--out",
                        run.toString(),
                        "--batch",
                        "4",
                        "--size",
                        "32",
                        "--epochs",
                        "1",
                        "--localizer",
                        "resnet18x0.125",
                        "--adversary",
                        "resnet18x0.125"))
                .isZero();
    }

    @Test
    void a_folder_that_holds_a_run_is_not_written_over() {
        Path run = folder.resolve("run");
        assertThat(train(run)).isZero();
        assertThat(train(run)).isEqualTo(2);
    }

    @Test
    void a_run_may_start_from_the_localizer_of_another() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(train(first)).isZero();
        String[] from = {"--init", first.toString(), "--adversary-init", first.toString(), "--rate", "0", "--seed", "2"
        };
        assertThat(train(second, from)).isZero();

        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> before =
                    Weights.read(manager, Checkpoint.in(first).file());
            Map<String, NDArray> after =
                    Weights.read(manager, Checkpoint.in(second).file());
            for (String name : List.of("conv1.weight", "layer4.1.bn2.bias", "fc.weight")) {
                float[] localizer = before.get("localizer." + name).toFloatArray();
                assertThat(after.get("localizer." + name).toFloatArray()).isEqualTo(localizer);
                assertThat(after.get("adversary." + name).toFloatArray()).isEqualTo(localizer);
            }
        }
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        assertThat(Training.run("train", "--out", folder.resolve("a").toString()))
                .isEqualTo(2);
        assertThat(train(folder.resolve("b"), "--localizer", "alexnet")).isEqualTo(2);
        assertThat(train(folder.resolve("c"), "--device", "tpu")).isEqualTo(2);
        assertThat(train(folder.resolve("d"), "--scene-size", "big")).isEqualTo(2);
    }

    private static int train(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--scenes",
                "--out",
                out.toString(),
                "--batch",
                "4",
                "--size",
                "32",
                "--epochs",
                "3",
                "--warm-up",
                "2",
                "--localizer-turn",
                "2",
                "--adversary-turn",
                "2",
                "--batch-norm",
                "--clip",
                "1"));
        add(arguments, more, "--scene-size", "64x64");
        add(arguments, more, "--scene-count", "16");
        add(arguments, more, "--localizer", "resnet18x0.125:16");
        add(arguments, more, "--adversary", "resnet18x0.125");
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    private static void add(List<String> arguments, String[] more, String name, String value) {
        if (!List.of(more).contains(name)) {
            arguments.addAll(List.of(name, value));
        }
    }
}
