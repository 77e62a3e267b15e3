package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.command.run.DataSettings;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.SceneDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentTest {
    private static final int COUNT = 8;

    @TempDir
    Path folder;

    private Path data;
    private Path labels;

    @BeforeEach
    void writeScenes() throws IOException {
        data = folder.resolve("data");
        labels = folder.resolve("labels");
        String count = String.valueOf(COUNT);
        String[] scenes = {"scenes", "--out", data.toString(), "--count", count, "--scene-size", "64x48"};
        List<String> arguments = new ArrayList<>(List.of(scenes));
        arguments.addAll(List.of("--split", "train"));
        assertThat(Training.run(arguments.toArray(String[]::new))).isZero();
        Files.createDirectories(labels);
        Dataset dataset = DataSettings.voc(data.toString()).evaluation("train");
        for (int i = 0; i < dataset.size(); i++) {
            Dataset.Sample sample = dataset.sample(i);
            new LabelFile(64, 48, sample.truth()).write(labels.resolve(sample.id() + ".png"));
        }
    }

    @Test
    void killed_run_continues_exactly() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        assertThat(train(unbroken)).isZero();
        // stops in the second epoch, with a checkpoint of that step
        assertThat(train(broken, "--stop-after", "3", "--checkpoint-minutes", "1e-9", "--tensorboard"))
                .isZero();
        KilledRun.assertEvents(broken, 3, "segmentation", "classification", "gradient", "head_learning_rate");
        KilledRun.leaveParts(broken);
        assertThat(Training.run("student", "train", "--resume", "--out", broken.toString()))
                .isZero();

        KilledRun.assertSame(broken, unbroken);
        assertThat(Files.readAllLines(unbroken.resolve("log.csv"))).hasSize(1 + 6);
    }

    @Test
    void student_is_evaluated_exported_verified_and_writes_labels() throws IOException {
        Path run = folder.resolve("run");
        String model = folder.resolve("model.onnx").toString();
        assertThat(train(run)).isZero();
        assertThat(student("export", run, "--out", model, "--name", "tiny"))
                .as("before it was evaluated")
                .isEqualTo(2);
        assertThat(student("evaluate", run, "--split", "train", "--input-size", "64"))
                .isZero();
        assertThat(run.resolve("contact-sheet.jpg")).isNotEmptyFile();
        assertThat(student("evaluate", run, "--split", "train", "--input-size", "64", "--flip", "--scales", "0.5,1"))
                .isZero();
        assertThat(run.resolve("card-multi-scale.json")).isNotEmptyFile();
        assertThat(student("export", run, "--out", model, "--name", "tiny", "--beside", run.toString()))
                .isZero();
        assertThat(student("verify", run, model, "--split", "train")).isZero();

        Path next = folder.resolve("next-labels");
        assertThat(student("pseudo", run, "--out", next.toString(), "--input-size", "64", "--sure", "0.3"))
                .isZero();
        Dataset dataset = DataSettings.voc(data.toString()).labelled("train");
        for (int i = 0; i < COUNT; i++) {
            Dataset.Sample sample = dataset.sample(i);
            LabelFile drawn = LabelFile.read(next.resolve(sample.id() + ".png"));
            assertThat(drawn.width()).isEqualTo(64);
            for (byte label : drawn.labels()) {
                assertThat(label <= 0 || sample.labels()[label - 1] == 1)
                        .as("label %d of %s".formatted(label, sample.id()))
                        .isTrue();
            }
        }
        Path second = folder.resolve("second");
        assertThat(train(second, "--pseudo-labels", next.toString(), "--init", run.toString()))
                .isZero();
    }

    @Test
    void student_starts_from_localizer_with_batch_normalisation() {
        Path localizer = folder.resolve("localizer");
        assertThat(Training.run(
                        "train",
                        "--voc",
                        data.toString(),
                        "--out",
                        localizer.toString(),
                        "--batch",
                        "4",
                        "--size",
                        "32",
                        "--epochs",
                        "1",
                        "--alpha",
                        "0",
                        "--batch-norm",
                        "--localizer",
                        "resnet18x0.125:16",
                        "--adversary",
                        "resnet18x0.125"))
                .isZero();
        assertThat(train(folder.resolve("run"), "--init", localizer.toString())).isZero();
    }

    @Test
    void invalid_training_inputs_are_refused() throws IOException {
        assertThat(Training.run("student", "train", "--out", folder.resolve("a").toString()))
                .as("no data")
                .isEqualTo(2);
        assertThat(train(folder.resolve("b"), "--init", data.toString()))
                .as("no run to start from")
                .isEqualTo(2);
        assertThat(train(folder.resolve("c"), "--bootstrap", "1")).isEqualTo(2);
        String id = new SceneDataset(1, 1, 64, 48, false).sample(0).id();
        Path first = labels.resolve(id + ".png");
        new LabelFile(8, 8, new byte[64]).write(first);
        assertThat(train(folder.resolve("d"))).as("a label of another size").isEqualTo(2);
        byte[] unknown = new byte[64 * 48];
        unknown[5] = 99;
        new LabelFile(64, 48, unknown).write(first);
        assertThat(train(folder.resolve("e"))).as("no such class").isEqualTo(2);
        Files.delete(first);
        assertThat(train(folder.resolve("f"))).as("no label").isEqualTo(2);
    }

    private int student(String pass, Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("student", pass, run.toString()));
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    private int train(Path out, String... more) {
        List<String> given = List.of(more);
        List<String> arguments = new ArrayList<>(List.of("student", "train", "--voc", data.toString()));
        arguments.addAll(List.of("--out", out.toString(), "--batch", "4", "--epochs", "3", "--channels", "8"));
        arguments.addAll(List.of("--size", "32", "--least-side", "32", "--most-side", "64"));
        if (!given.contains("--pseudo-labels")) {
            arguments.addAll(List.of("--pseudo-labels", labels.toString()));
        }
        if (!given.contains("--init")) {
            arguments.addAll(List.of("--backbone", "resnet18x0.125:16"));
        }
        arguments.addAll(given);
        return Training.run(arguments.toArray(String[]::new));
    }
}
