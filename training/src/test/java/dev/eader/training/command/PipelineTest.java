package dev.eader.training.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.LabelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs all commands from image-level labels to a verified model, each on the output of the one before. */
class PipelineTest {
    private static final int COUNT = 8;

    @TempDir
    Path folder;

    @Test
    void image_level_labels_become_a_verified_model() throws IOException {
        run("scenes", "--out=" + at("data"), "--count=" + COUNT, "--scene-size=64x64", "--split=train");
        makeBackgroundPicture();
        run(
                "train --batch=4 --size=32 --epochs=1.5 --alpha=0.05 --warm-up=1 --localizer-turn=1",
                "--adversary-turn=1 --localizer=resnet18x0.125:16 --adversary=resnet18x0.125",
                "--voc=" + at("data"),
                "--out=" + at("localizer"));
        run("attention", at("localizer"), "--out=" + at("attention"), "--input-size=64");
        refine("attention", "refined");
        run(
                "affinity train --batch=4 --size=64 --input-size=64 --epochs=1",
                "--voc=" + at("data"),
                "--confident=" + at("refined"),
                "--init=" + at("localizer"),
                "--out=" + at("affinity"));
        run(
                "affinity walk --input-size=64 --steps=4",
                at("affinity"),
                "--voc=" + at("data"),
                "--attention=" + at("attention"),
                "--out=" + at("walked"));
        refine("walked", "labels");
        assertOnlyClassesOfThePictures("refined", "walked", "labels");
        run(
                "student train --batch=4 --epochs=1 --channels=8 --size=32 --least-side=32 --most-side=64",
                "--voc=" + at("data"),
                "--pseudo-labels=" + at("labels"),
                "--init=" + at("localizer"),
                "--out=" + at("student"));
        run("student evaluate", at("student"), "--split=train", "--input-size=64");
        run("student export", at("student"), "--name=road", "--out=" + at("road.onnx"));

        assertThat(folder.resolve("road.onnx")).isNotEmptyFile();
        run("student verify", at("student"), at("road.onnx"), "--split=train");
    }

    /** Removes the labels of the first picture, which every pass must process as a picture of no class. */
    private void makeBackgroundPicture() throws IOException {
        Path table = folder.resolve("data/labels.csv");
        Files.writeString(table, Files.readString(table).replaceFirst("000000,train,.*", "000000,train,"));
    }

    private void refine(String from, String to) {
        run(
                "refine --refine=1 --refine-stride=2 --refine-dilations=2,1 --input-size=64",
                at(from),
                "--voc=" + at("data"),
                "--out=" + at(to));
    }

    private void assertOnlyClassesOfThePictures(String... passes) {
        Dataset dataset = DataSettings.voc(at("data")).labelled("train");
        for (int i = 0; i < COUNT; i++) {
            Dataset.Sample sample = dataset.sample(i);
            Path maps = folder.resolve("walked").resolve(sample.id() + ".npz");
            for (int c : AttentionFile.read(maps).classes()) {
                assertThat(sample.labels()[c]).isEqualTo(1);
            }
            for (String pass : passes) {
                LabelFile labels = LabelFile.read(folder.resolve(pass).resolve(sample.id() + ".png"));
                assertThat(labels.width()).isEqualTo(64);
                for (byte label : labels.labels()) {
                    assertThat(label == 0 || label == Dataset.IGNORE || sample.labels()[label - 1] == 1)
                            .as("label %d of %s by %s".formatted(label, sample.id(), pass))
                            .isTrue();
                }
            }
        }
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    /** @param words arguments; a word with spaces is several arguments */
    private static void run(String... words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.addAll(List.of(word.split(" ")));
        }
        assertThat(Training.run(arguments.toArray(String[]::new)))
                .as(String.join(" ", words))
                .isZero();
    }
}
