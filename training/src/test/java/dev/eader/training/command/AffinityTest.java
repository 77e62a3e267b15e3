package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.SceneDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffinityTest {
    private static final int COUNT = 8;

    @TempDir
    Path folder;

    private Path attention;

    @BeforeEach
    void writeAttention() throws IOException {
        assertThat(Training.run(
                        "train",
                        "--scenes",
                        "--scene-size=64x64",
                        "--scene-count=8",
                        "--out=" + folder.resolve("localizer"),
                        "--localizer=resnet18x0.125:16",
                        "--adversary=resnet18x0.125",
                        "--batch=4",
                        "--size=32",
                        "--epochs=0.5",
                        "--alpha=0"))
                .isZero();
        attention = folder.resolve("attention");
        Files.createDirectories(attention);
        SceneDataset scenes = new SceneDataset(1, COUNT, 64, 64, true);
        for (int i = 0; i < COUNT; i++) {
            Sample sample = scenes.sample(i);
            attention(sample).write(attention.resolve(sample.id() + ".npz"));
        }
    }

    @Test
    void killed_run_continues_exactly() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        assertThat(train(unbroken)).isZero();
        // stops in the second epoch, with a checkpoint of that step
        assertThat(train(broken, "--stop-after=3", "--checkpoint-minutes=1e-9", "--tensorboard"))
                .isZero();
        KilledRun.assertEvents(
                broken, 3, "loss", "background", "foreground", "different", "gradient", "head_learning_rate");
        KilledRun.leaveParts(broken);
        assertThat(Training.run("affinity", "train", "--out=" + broken, "--resume"))
                .isZero();

        KilledRun.assertSame(broken, unbroken);
        assertThat(Files.readAllLines(unbroken.resolve("log.csv"))).hasSize(1 + 4);
        assertThat(train(unbroken)).as("a second time").isEqualTo(2);
    }

    @Test
    void walk_writes_maps_and_labels_and_keeps_existing_files() throws IOException {
        Path run = folder.resolve("run");
        Path out = folder.resolve("walked");
        assertThat(train(run)).isZero();
        assertThat(walk(run, out)).isZero();

        SceneDataset scenes = new SceneDataset(1, COUNT, 64, 64, false);
        for (int i = 0; i < COUNT; i++) {
            Sample sample = scenes.sample(i);
            LabelFile labels = LabelFile.read(out.resolve(sample.id() + ".png"));
            assertThat(labels.width()).isEqualTo(64);
            AttentionFile refined = AttentionFile.read(out.resolve(sample.id() + ".npz"));
            int[] classes = present(sample);
            assertThat(refined.classes()).isEqualTo(classes);
            for (byte label : labels.labels()) {
                assertThat(label == 0 || IntStream.of(classes).anyMatch(c -> c + 1 == label))
                        .isTrue();
            }
        }
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(out.resolve("000000.png"), longAgo);
        byte[] again = Files.readAllBytes(out.resolve("000003.png"));
        Files.delete(out.resolve("000003.png"));
        assertThat(walk(run, out)).isZero();
        assertThat(Files.getLastModifiedTime(out.resolve("000000.png"))).isEqualTo(longAgo);
        assertThat(out.resolve("000003.png")).hasBinaryContent(again);
        assertThat(walk(run, out, "--beta=2"))
                .as("other settings in the same folder")
                .isEqualTo(2);

        Path chosen = folder.resolve("chosen");
        assertThat(walk(run, chosen, "--background=auto", "--auto-pictures=2")).isZero();
        assertThat(chosen.resolve("background.json")).content().contains("Otsu", "threshold");
        assertThat(AttentionFile.read(chosen.resolve("000003.npz")).attention())
                .isDeepEqualTo(AttentionFile.read(out.resolve("000003.npz")).attention());
    }

    @Test
    void affinity_learns_from_label_files() throws IOException {
        Path labels = folder.resolve("labels");
        Files.createDirectories(labels);
        SceneDataset scenes = new SceneDataset(1, COUNT, 64, 64, true);
        for (int i = 0; i < COUNT; i++) {
            Sample sample = scenes.sample(i);
            new LabelFile(64, 64, sample.truth()).write(labels.resolve(sample.id() + ".png"));
        }
        Path run = folder.resolve("run");
        assertThat(train(run, "--confident=" + labels)).as("both").isEqualTo(2);
        attention = null;
        assertThat(train(run, "--confident=" + labels)).isZero();
        assertThat(Files.readAllLines(run.resolve("log.csv"))).hasSize(1 + 4);
    }

    @Test
    void missing_inputs_are_refused_before_the_run_starts() throws IOException {
        assertThat(Training.run("affinity", "train", "--scenes", "--out=" + folder.resolve("a")))
                .isEqualTo(2);
        Files.delete(attention.resolve("000000.npz"));
        assertThat(train(folder.resolve("b"))).isEqualTo(2);
        assertThat(folder.resolve("b")).doesNotExist();
        assertThat(walk(folder.resolve("localizer"), folder.resolve("c"))).isEqualTo(2);
    }

    private int train(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "affinity",
                "train",
                "--scenes",
                "--scene-size=64x64",
                "--scene-count=" + COUNT,
                "--init=" + folder.resolve("localizer"),
                "--out=" + out,
                "--batch=4",
                "--size=64",
                "--input-size=64",
                "--epochs=2"));
        if (attention != null) {
            arguments.add("--attention=" + attention);
        }
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    private int walk(Path run, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "affinity",
                "walk",
                run.toString(),
                "--scenes",
                "--scene-size=64x64",
                "--scene-count=" + COUNT,
                "--attention=" + attention,
                "--out=" + out,
                "--input-size=64",
                "--steps=8"));
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    private static int[] present(Sample sample) {
        return IntStream.range(0, sample.labels().length)
                .filter(c -> sample.labels()[c] > 0)
                .toArray();
    }

    /** Attention of 0.8 at the pixels of the class and 0.05 elsewhere. */
    private static AttentionFile attention(Sample sample) {
        int[] classes = present(sample);
        float[][] maps = Arrays.stream(classes)
                .mapToObj(c -> {
                    float[] map = new float[16 * 16];
                    for (int i = 0; i < map.length; i++) {
                        map[i] = sample.truth()[i / 16 * 4 * 64 + i % 16 * 4] == c + 1 ? .8f : .05f;
                    }
                    return map;
                })
                .toArray(float[][]::new);
        return new AttentionFile(64, 64, classes, maps);
    }
}
