package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.run.PreviousVersion;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.data.SceneDataset;
import dev.eader.training.data.VocDataset;
import dev.eader.training.network.Network;
import dev.eader.training.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--momentum 0.9",
                "--optimizer adamw --rate 0.002 --ema 0.9 --schedule cosine --rate-warm-up 3",
                "--optimizer adam --adversary-optimizer sgd --power 0.9 --share --ema 0.99",
                "--share all --device cpu,cpu"
            })
    void resumed_run_has_the_losses_of_an_uninterrupted_run(String options) throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        assertThat(train(unbroken, with(options))).isZero();
        // stops two steps after the checkpoint of the first epoch
        assertThat(train(broken, with(options + " --stop-after 6"))).isZero();
        String device = options.contains("--device") ? "--device cpu,cpu " : "";
        assertThat(train(broken, with(device + "--resume"))).isZero();

        List<String> expected = Files.readAllLines(unbroken.resolve("log.csv"));
        assertThat(expected).hasSize(1 + 12);
        assertThat(Files.readAllLines(broken.resolve("log.csv"))).isEqualTo(expected);
        assertThat(new RunFolder(broken).checkpoint().file())
                .hasSameBinaryContentAs(new RunFolder(unbroken).checkpoint().file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--momentum 0.9",
                "--optimizer adamw --rate 0.002 --ema 0.9 --schedule cosine --rate-warm-up 3",
                "--optimizer adam --adversary-optimizer sgd --power 0.9 --share --ema 0.99"
            })
    void run_killed_in_an_epoch_continues_exactly(String options) throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path killed = folder.resolve("killed");
        assertThat(train(unbroken, with(options))).isZero();
        assertThat(train(killed, with(options + " --checkpoint-minutes 1e-9 --stop-after 6 --tensorboard")))
                .isZero();
        KilledRun.assertEvents(
                killed,
                6,
                "classification",
                "attention_mining",
                "regularization",
                "localizer_gradient",
                "adversary",
                "adversary_gradient",
                "adversary_learning_rate");
        KilledRun.leaveParts(killed);

        assertThat(train(killed, "--resume", "--tensorboard")).isZero();

        KilledRun.assertSame(killed, unbroken);
    }

    @Test
    void run_of_previous_version_resumes() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        String options = "--localizer resnet18x0.125:16 --adversary resnet18x0.125:16 --warm-up 1 --localizer-turn 1"
                + " --adversary-turn 1 --optimizer adam --adversary-optimizer sgd --share --ema 0.9 --power 0.9"
                + " --batch-norm --scenes --scene-size 64x64 --scene-count 8 --batch 4 --size 32 --epochs 2";
        assertThat(Training.run(with(with("train --out " + unbroken), with(options))))
                .isZero();
        assertThat(Training.run(with(with("train --stop-after 3 --out " + broken), with(options))))
                .isZero();
        PreviousVersion.copy("erasing", broken);

        assertThat(Training.run(with("train --resume --out " + broken))).isZero();

        assertThat(Files.readAllLines(broken.resolve("log.csv")))
                .isEqualTo(Files.readAllLines(unbroken.resolve("log.csv")))
                .hasSize(1 + 4);
        assertThat(new RunFolder(broken).checkpoint().file())
                .hasSameBinaryContentAs(new RunFolder(unbroken).checkpoint().file());
    }

    @Test
    void training_of_zero_steps_is_refused() throws IOException {
        String out = folder.resolve("run").toString();
        String[] scenes = {"train", "--scenes", "--scene-count", "16", "--out", out};

        assertThat(Output.of(() -> Training.run(with(scenes, "--batch", "4", "--epochs", "0.01")))
                        .refused())
                .contains("--epochs 0.01 gives 0 steps");
        assertThat(Output.of(() -> Training.run(with(scenes, "--batch", "17"))).refused())
                .contains("--batch takes at most the number of pictures, which is 16, not 17");
        assertThat(folder.resolve("run/run.json")).doesNotExist();
    }

    @Test
    void resume_prints_ignored_options() throws IOException {
        Path run = folder.resolve("run");
        assertThat(train(run, "--stop-after", "4")).isZero();

        Output output = Output.of(() -> Training.run(
                "train", "--out", run.toString(), "--resume", "--rate", "5", "--scenes", "--device", "cpu"));

        assertThat(output.code()).isZero();
        assertThat(output.err()).contains("run.json; ignored: --rate, --scenes").doesNotContain("--device");
    }

    @Test
    void localizer_of_averaging_run_is_the_average() throws IOException {
        Path folder = this.folder.resolve("averaged");
        assertThat(train(folder, "--ema", "0.9")).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays =
                    Weights.read(manager, new RunFolder(folder).checkpoint().file());
            Network localizer = ErasingRun.read(new RunFolder(folder)).localizer(manager);
            new RunFolder(folder).checkpoint().readLocalizer(manager, localizer);
            float[] read = localizer.parameters().get("fc.weight").toFloatArray();
            assertThat(read)
                    .isEqualTo(arrays.get("localizer-average.fc.weight").toFloatArray())
                    .isNotEqualTo(arrays.get("localizer.fc.weight").toFloatArray());
            String statistics = "layer4.1.bn2.running_mean";
            assertThat(localizer.parameters().get(statistics).toFloatArray())
                    .isEqualTo(arrays.get("localizer." + statistics).toFloatArray());
        }
    }

    @Test
    void checkpoint_of_another_optimizer_is_refused() throws IOException {
        Path adam = folder.resolve("adam");
        Path sgd = folder.resolve("sgd");
        assertThat(train(adam, "--optimizer", "adam", "--stop-after", "4")).isZero();
        assertThat(train(sgd, "--stop-after", "4")).isZero();
        Files.copy(
                new RunFolder(sgd).checkpoint().file(),
                new RunFolder(adam).checkpoint().file(),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(train(adam, "--resume")).isEqualTo(2);
    }

    @Test
    void evaluated_run_is_exported_and_verified() throws IOException {
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
    void rendered_scenes_equal_generated_scenes_and_train() {
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
        VocDataset masks = new VocDataset(folder.resolve("other"), "val", true);
        SceneDataset scenes = new SceneDataset(1, 8, 64, 48, true);

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
    void existing_run_is_not_overwritten() {
        Path run = folder.resolve("run");
        assertThat(train(run)).isZero();
        assertThat(train(run)).isEqualTo(2);
    }

    @Test
    void run_starts_from_the_localizer_of_another_run() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(train(first)).isZero();
        String[] from = {"--init", first.toString(), "--adversary-init", first.toString(), "--rate", "0", "--seed", "2"
        };
        assertThat(train(second, from)).isZero();

        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> before =
                    Weights.read(manager, new RunFolder(first).checkpoint().file());
            Map<String, NDArray> after =
                    Weights.read(manager, new RunFolder(second).checkpoint().file());
            for (String name : List.of("conv1.weight", "layer4.1.bn2.bias", "fc.weight")) {
                float[] localizer = before.get("localizer." + name).toFloatArray();
                assertThat(after.get("localizer." + name).toFloatArray()).isEqualTo(localizer);
                assertThat(after.get("adversary." + name).toFloatArray()).isEqualTo(localizer);
            }
        }
    }

    @Test
    void invalid_options_are_refused() {
        assertThat(Training.run("train", "--out", folder.resolve("a").toString()))
                .isEqualTo(2);
        assertThat(train(folder.resolve("b"), "--localizer", "alexnet")).isEqualTo(2);
        assertThat(train(folder.resolve("c"), "--device", "tpu")).isEqualTo(2);
        assertThat(train(folder.resolve("d"), "--scene-size", "big")).isEqualTo(2);
        assertThat(train(folder.resolve("e"), "--optimizer", "rmsprop")).isEqualTo(2);
        assertThat(train(folder.resolve("f"), "--ema", "1")).isEqualTo(2);
        assertThat(train(folder.resolve("g"), "--share", "--adversary", "mobilenet_v2"))
                .isEqualTo(2);
        assertThat(train(folder.resolve("h"), "--share", "all", "--adversary", "resnet18"))
                .isEqualTo(2);
        assertThat(train(folder.resolve("i"), "--device", "cpu,")).isEqualTo(2);
        assertThat(train(folder.resolve("j"), "--device", "cpu,cpu,cpu,cpu,cpu"))
                .isEqualTo(2);
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
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
        if (!List.of(more).contains("--share")) {
            add(arguments, more, "--adversary", "resnet18x0.125");
        }
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    private static String[] with(String options) {
        return options.split(" ");
    }

    private static void add(List<String> arguments, String[] more, String name, String value) {
        if (!List.of(more).contains(name)) {
            arguments.addAll(List.of(name, value));
        }
    }
}
