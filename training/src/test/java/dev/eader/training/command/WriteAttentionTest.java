package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.VocDataset;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.evaluation.FolderScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAttentionTest {
    @TempDir
    static Path folder;

    @Test
    void attention_and_labels_are_written_resumed_and_scored() throws IOException {
        Path data = folder.resolve("data");
        Path run = run(data);
        Path maps = folder.resolve("maps");
        Path labels = folder.resolve("labels");
        String[] wide = {"--scales", "0.5,1", "--flip"};
        assertThat(attention(run, maps, wide)).isZero();
        assertThat(attention(run, maps, wide)).as("without --resume").isEqualTo(2);
        assertThat(attention(run, maps, "--resume")).as("with other scales").isEqualTo(2);
        assertThat(attention(run, maps, "--scales", "0.5,1", "--flip", "--resume", "--labels", labels.toString()))
                .as("labels without a threshold or a card")
                .isEqualTo(2);

        VocDataset val = new VocDataset(data, "val", true);
        for (int i = 0; i < val.size(); i++) {
            Dataset.Sample sample = val.sample(i);
            AttentionFile file = AttentionFile.read(maps.resolve(sample.id() + ".npz"));
            assertThat(file.width()).isEqualTo(66);
            assertThat(file.height()).isEqualTo(50);
            assertThat(file.columns()).isEqualTo(17);
            assertThat(file.rows()).isEqualTo(13);
            float[] given = new float[val.classes().size()];
            for (int c : file.classes()) {
                given[c] = 1;
            }
            assertThat(given).isEqualTo(sample.labels());
        }

        String first = val.sample(0).id() + ".npz";
        String second = val.sample(1).id() + ".npz";
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(maps.resolve(second), longAgo);
        AttentionFile before = AttentionFile.read(maps.resolve(first));
        Files.delete(maps.resolve(first));
        assertThat(attention(
                        run,
                        maps,
                        "--scales",
                        "0.5,1",
                        "--flip",
                        "--resume",
                        "--labels",
                        labels.toString(),
                        "--background",
                        "0.3"))
                .isZero();
        assertThat(AttentionFile.read(maps.resolve(first)).attention()).isDeepEqualTo(before.attention());
        assertThat(Files.getLastModifiedTime(maps.resolve(second))).isEqualTo(longAgo);
        LabelFile label = LabelFile.read(labels.resolve(val.sample(0).id() + ".png"));
        assertThat(label.width()).isEqualTo(66);
        assertThat(label.labels()).contains((byte) 0);

        assertThat(Training.run("score", labels.toString(), "--voc", data.toString()))
                .isZero();
        assertThat(Training.run("score", maps.toString(), "--voc", data.toString(), "--maps", "--per-class-thresholds"))
                .isZero();
        FolderScore ofLabels =
                JsonFiles.JSON.readValue(labels.resolve("score.json").toFile(), FolderScore.class);
        FolderScore ofMaps = JsonFiles.JSON.readValue(maps.resolve("score.json").toFile(), FolderScore.class);
        // the labels were written at the threshold 0.3
        assertThat(ofMaps.curve().get(29))
                .isEqualTo(new FolderScore.Point(.3, ofLabels.figures().meanIou()));
        assertThat(ofMaps.figures().meanIou())
                .isGreaterThanOrEqualTo(ofLabels.figures().meanIou());
        assertThat(ofMaps.perClass().figures().meanIou())
                .isGreaterThanOrEqualTo(ofMaps.figures().meanIou());

        assertThat(Training.run("score", folder.resolve("nowhere").toString(), "--voc", data.toString()))
                .isEqualTo(2);
    }

    @Test
    void multi_scale_evaluation_keeps_the_single_scale_card() throws IOException {
        Path run = run(folder.resolve("data-for-cards"));
        assertThat(Training.run("evaluate", run.toString(), "--input-size", "64", "--per-class-thresholds"))
                .isZero();
        EvaluationCard card = JsonFiles.JSON.readValue(run.resolve("card.json").toFile(), EvaluationCard.class);
        assertThat(card.scales()).containsExactly(1.);
        assertThat(card.perClass().thresholds()).hasSize(5);
        double gain = card.perClass().labelsGiven().meanIou()
                + card.perClass().labelsPredicted().meanIou()
                - card.labelsGiven().meanIou()
                - card.labelsPredicted().meanIou();
        assertThat(gain).isGreaterThanOrEqualTo(-.02);
        byte[] before = Files.readAllBytes(run.resolve("card.json"));

        assertThat(Training.run("evaluate", run.toString(), "--input-size", "64", "--scales", "1,1.5", "--flip"))
                .isZero();
        assertThat(Files.readAllBytes(run.resolve("card.json"))).isEqualTo(before);
        EvaluationCard wide =
                JsonFiles.JSON.readValue(run.resolve("card-multi-scale.json").toFile(), EvaluationCard.class);
        assertThat(wide.scales()).containsExactly(1., 1.5);
        assertThat(wide.flip()).isTrue();
        assertThat(wide.perClass()).isNull();
        assertThat(Training.run("evaluate", run.toString(), "--scales", "0")).isEqualTo(2);
    }

    @Test
    void card_without_later_fields_is_read() throws IOException {
        String figures =
                """
                {"meanIou": 50, "iou": {"cat": 40}, "meanPrecision": 60, "meanRecall": 70, "bestThreshold": 0.2,
                "bestMeanIou": 51}""";
        EvaluationCard card = JsonFiles.JSON.readValue(
                """
                {"split": "val", "images": 2, "fingerprint": "f", "longSide": 320, "scoreThreshold": 0.5,
                "backgroundThreshold": 0.2, "labelsGiven": %s, "labelsPredicted": %s, "labelAccuracy": 90,
                "curve": []}"""
                        .formatted(figures, figures),
                EvaluationCard.class);
        assertThat(card.scales()).containsExactly(1.);
        assertThat(card.flip()).isFalse();
        assertThat(card.perClass()).isNull();
        assertThat(card.labelsGiven().precision()).isEmpty();
        assertThat(card.labelsGiven().bestThreshold()).isEqualTo(.2);
    }

    private static int attention(Path run, Path out, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("attention", run.toString(), "--out", out.toString(), "--split", "val", "--input-size", "64"));
        arguments.addAll(List.of(more));
        return Training.run(arguments.toArray(String[]::new));
    }

    /** Trains one epoch on a new folder with masks. */
    private static Path run(Path data) {
        Path run = data.resolveSibling(data.getFileName() + "-run");
        assertThat(Training.run(
                        "scenes", "--out", data.toString(), "--count", "6", "--scene-size", "66x50", "--split", "val"))
                .isZero();
        assertThat(Training.run(
                        "train",
                        "--voc",
                        data.toString(),
                        "--split",
                        "val",
                        "--out",
                        run.toString(),
                        "--batch",
                        "3",
                        "--size",
                        "32",
                        "--epochs",
                        "1",
                        "--localizer",
                        "resnet18x0.125:16",
                        "--adversary",
                        "resnet18x0.125"))
                .isZero();
        return run;
    }
}
